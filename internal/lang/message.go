package lang

// Message is a sentence for people that is not yet in any language: a key of
// the message files and the values for its placeholders. Sentences are never
// built from parts.
type Message struct {
	Key  string         `json:"key"`
	Args map[string]any `json:"args,omitempty"`
}

// Say makes a message. Pairs are placeholder names and their values: a string
// (foreign text, isolated when shown), an int64, a time.Time (shown in UTC and
// in the reader's zone), a Text, or another Message for a term.
func Say(key string, pairs ...any) Message {
	m := Message{Key: key}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			if m.Args == nil {
				m.Args = make(map[string]any, len(pairs)/2)
			}
			m.Args[name] = pairs[i+1]
		}
	}
	return m
}

// Text is a text that its author gave in several languages, by tag.
type Text map[string]string
