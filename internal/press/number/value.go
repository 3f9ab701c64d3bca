package number

import (
	"math/big"
	"strings"
)

// value is a number as it was read: lo and hi differ where a fraction lies
// between them, vague has no upper end.
type value struct {
	lo, hi int64
	vague  bool
	spoken bool   // in words
	name   string // the words of a vague one: hundreds, several
	next   int    // the token after it
}

var ones = map[string]int64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}

var tens = map[string]int64{
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var scales = map[string]int64{
	"dozen": 12, "score": 20, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
	"m": 1e6, "mn": 1e6, "bn": 1e9, "k": 1e3,
}

// vagues are words that give a number only from below.
var vagues = map[string]int64{
	"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2e6, "billions": 2e9, "several": 3,
}

// most is the greatest number that is read as a figure; beyond it are the
// numbers of telephones and accounts.
const most = int64(1e15)

// starts are the words that a number can begin with.
var starts = func() map[string]bool {
	m := set("a an half tens")
	for _, words := range []map[string]int64{ones, tens, vagues} {
		for w := range words {
			m[w] = true
		}
	}
	return m
}()

// value reads the number that begins at i.
func (s *scan) value(i int) (value, bool) {
	if i < 0 || i >= len(s.toks) || !s.toks[i].digit && !starts[s.toks[i].low] {
		return value{}, false
	}
	if v, ok := s.vague(i); ok {
		return v, true
	}
	if s.digit(i) {
		return s.numeral(i)
	}
	return s.spoken(i)
}

// numeral reads "2,000", "1.5 million", "20m".
func (s *scan) numeral(i int) (value, bool) {
	text := s.toks[i].low
	if scales[s.low(i+1)] == 0 && len(text) <= 15 && strings.Trim(text, "0123456789") == "" {
		n := int64(0)
		for _, digit := range text {
			n = n*10 + int64(digit-'0')
		}
		return value{lo: n, hi: n, next: i + 1}, true
	}
	for _, mark := range []string{",", "\u00a0", "\u202f", "\u2009"} {
		text = strings.ReplaceAll(text, mark, "")
	}
	if len(text) > 24 {
		return value{}, false
	}
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return value{}, false
	}
	v := value{next: i + 1}
	for k := range 2 {
		scale, ok := scales[s.low(v.next)]
		if !ok || s.is(v.next, "m", "k") && (k > 0 || !s.glued(v.next)) {
			break // "20 m" is a length
		}
		n.Mul(n, new(big.Rat).SetInt64(scale))
		v.next++
	}
	floor := new(big.Int).Div(n.Num(), n.Denom())
	if !floor.IsInt64() || floor.Int64() > most {
		return value{}, false
	}
	v.lo, v.hi = floor.Int64(), floor.Int64()
	if !n.IsInt() {
		v.hi++
	}
	return v, true
}

// spoken reads "twenty-four", "one hundred and five", "two dozen", "a hundred",
// "half a million", "half a dozen".
func (s *scan) spoken(i int) (value, bool) {
	if s.is(i, "half") && s.is(i+1, "a") && scales[s.low(i+2)] > 2 {
		n := scales[s.low(i+2)] / 2
		return value{lo: n, hi: n, spoken: true, next: i + 3}, true
	}
	var total, group int64
	j, read := i, false
	if s.is(i, "a", "an") && scales[s.low(i+1)] >= 12 && len(s.low(i+1)) > 2 && !s.is(i+1, "score") {
		group, j, read = 1, i+1, true
	}
	for j < len(s.toks) && j < i+16 {
		k := j
		if read && s.is(k, "and", "-") && (s.is(k, "-") && s.glued(k) || group >= 100 || total > 0) {
			k++
		}
		low := s.low(k)
		one, isOne := ones[low]
		ten, isTen := tens[low]
		scale, isScale := scales[low]
		switch {
		case isOne && group%10 == 0 && (group%100 == 0 || one < 10 && k > j):
			group += one
		case isTen && group%100 == 0:
			group += ten
		case isScale && k == j && read && len(low) > 2 && low != "score" && group > 0 && group < most/scale/1000:
			if scale >= 1000 {
				total, group = total+group*scale, 0
			} else {
				group *= scale
			}
		default:
			return value{lo: total + group, hi: total + group, spoken: true, next: j}, read
		}
		read, j = true, k+1
		if isScale && scale == 12 {
			break
		}
	}
	return value{lo: total + group, hi: total + group, spoken: true, next: j}, read
}

// vague reads "hundreds", "tens of thousands", "several hundred", "a few dozen",
// "a couple of", "dozens".
func (s *scan) vague(i int) (value, bool) {
	v := value{vague: true, spoken: true, next: i + 1}
	switch {
	case s.is(i, "tens", "hundreds", "dozens") && s.is(i+1, "of") && s.is(i+2, "thousands", "millions", "billions"):
		v.lo = vagues[s.low(i+2)] * map[string]int64{"tens": 10, "hundreds": 100, "dozens": 12}[s.low(i)]
		v.next = i + 3
	case s.is(i, "several"), s.is(i, "a") && s.is(i+1, "few"):
		v.lo = 3
		if s.is(i, "a") {
			v.lo, v.next = 2, i+2
		}
		if scale := scales[s.low(v.next)]; scale >= 12 && len(s.low(v.next)) > 2 {
			v.lo *= scale
			v.next++
		}
	case s.is(i, "a") && s.is(i+1, "couple", "handful"):
		v.lo, v.next = 2, i+2
	case vagues[s.low(i)] > 0:
		v.lo = vagues[s.low(i)]
		if s.is(i, "scores") && !s.is(i+1, "of", "more") {
			return value{}, false
		}
	default:
		return value{}, false
	}
	v.hi = v.lo
	v.name = s.text[s.toks[i].start:s.toks[v.next-1].end]
	return v, true
}
