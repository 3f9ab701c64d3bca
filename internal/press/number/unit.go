package number

import "strings"

// unitNames spells each unit one way.
var unitNames = by(map[string]string{
	"km": "km kms kilometer kilometers kilometre kilometres", "m": "meter meters metre metres", "miles": "mile miles",
	"yards": "yards", "feet": "feet foot", "percent": "% percent pct", "hectares": "hectare hectares", "acres": "acre acres",
	"tons": "ton tons tonne tonnes", "kg": "kg kilogram kilograms kilos", "pounds": "pounds", "litres": "litres liters",
	"US dollars": "dollars", "euros": "euros",
})

// family says which units measure the same thing.
var family = by(map[string]string{
	"length": "km m miles yards feet", "area": "hectares acres", "weight": "kg pounds tons",
})

// measures says what a unit measures: a square of a length is an area.
func measures(unit string) string {
	if strings.HasPrefix(unit, "square ") {
		return "area"
	}
	return family[unit]
}

var metric = map[string]bool{"km": true, "m": true, "hectares": true, "square km": true, "square m": true, "kg": true}

var money = map[string]string{"$": "US dollars", "\u20ac": "euros", "\u00a3": "pounds sterling"}

// unit reads the unit of measure at i, also behind a hyphen ("10-kilometre").
func (s *scan) unit(i int) (name string, next int) {
	j := i
	if s.is(j, "-") && s.glued(j) && s.glued(j+1) {
		j++
	}
	if s.is(j, "per") && s.is(j+1, "cent") {
		return "percent", j + 2
	}
	if s.is(j, "square", "sq") {
		if name := unitNames[s.low(j+1)]; family[name] == "length" {
			return "square " + name, j + 2
		}
	}
	if s.is(j, "m") && s.glued(j) {
		return "m", j + 1
	}
	if name := unitNames[s.low(j)]; name != "" {
		if family[name] == "length" && s.is(j+1, "-") && s.glued(j+1) && s.is(j+2, "deep", "wide", "long", "high") {
			return name, j + 1
		}
		return name, j + 1
	}
	return "", i
}

var bearings = set("north south east west northeast northwest southeast southwest outside from inside away into beyond off")

// bearing is where a length leads: " south of Damascus", " outside the capital".
func (s *scan) bearing(i int) string {
	j := i
	for n := 0; n < 2 && s.is(j, "to", "the", "further", "deep"); n++ {
		j++
	}
	if !bearings[s.low(j)] {
		return ""
	}
	from := j
	j++
	for n := 0; n < 3 && s.is(j, "of", "from", "the"); n++ {
		j++
	}
	k := j
	for k < len(s.toks) && k < j+4 && s.word(k) && (s.upper(k) || k == j && !stops[s.low(k)]) {
		k++
	}
	if k == j {
		k = from + 1
	}
	return " " + strings.Join(strings.Fields(s.text[s.toks[from].start:s.toks[k-1].end]), " ")
}
