package number

// Quantity is one figure. Min and Max are whole numbers, both included; a side
// that is open is nil. Text is the figure with its modifier and unit, exactly
// what stands between Start and End.
//
// What is the noun that was counted, and behind it what befell them in one word
// where the sentence says so: "people killed", "guests abducted", "km south of
// Harbour". That word is one of killed, executed, wounded, abducted, missing,
// displaced, detained, whichever word the sentence had.
type Quantity struct {
	Start    int    `json:"-"`
	End      int    `json:"-"`
	Text     string `json:"text"`
	What     string `json:"what"`
	Min      *int64 `json:"min"`
	Max      *int64 `json:"max"`
	Modifier string `json:"modifier"` // exact, more than, at least, hundreds, about, ...
	Rule     string `json:"-"`
}

// bound is how a modifier makes a range of a number.
type bound int

const (
	exactly bound = iota
	moreThan
	atLeast
	upTo
	lessThan
	nearly
	about
)

// limits applies a bound to a value that itself runs from lo to hi.
func (b bound) limits(v value) (least, most *int64) {
	lo, hi := v.lo, v.hi
	if v.vague {
		if b == upTo || b == lessThan {
			return nil, nil
		}
		return &lo, nil
	}
	switch b {
	case exactly, about:
		return &lo, &hi
	case moreThan:
		over := hi + 1
		if v.lo != v.hi {
			over = hi // 2.5 is more than 2
		}
		return &over, nil
	case atLeast:
		return &lo, nil
	case upTo:
		return nil, &hi
	case lessThan:
		under := max(0, hi-1)
		return nil, &under
	case nearly:
		tenth := hi - hi/10
		return &tenth, &hi
	}
	return &lo, &hi
}
