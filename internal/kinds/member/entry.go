package member

import (
	"fmt"

	"parley.example/internal/terms/tick"
)

func parseRefused(act []byte) (any, error) {
	v, err := parse[tick.Refused](act)
	if err != nil {
		return nil, err
	}
	if r, ok := v.(tick.Refused); !ok || !r.Check() {
		return nil, fmt.Errorf("reason: want one of %v", tick.Reasons())
	}
	return v, nil
}
