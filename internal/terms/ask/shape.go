package ask

import (
	"errors"
	"fmt"
)

// ErrEnvelope is the root of every error about an envelope alone. R-ASK-5.
var ErrEnvelope = errors.New("envelope does not hold")

// Form is the sort of a shape.
type Form uint8

// The forms of a shape.
const (
	Circle   Form = iota + 1 // one point, Metres is the radius
	Box                      // two points: south-west and north-east corner
	Corridor                 // a line of 2 to 64 points, Metres is the half width
)

const forms = "circle box corridor"

// String returns the word in canonical JSON.
func (f Form) String() string { return spell(forms, uint8(f)) }

// MarshalText refuses what is not in the set.
func (f Form) MarshalText() ([]byte, error) { return write(forms, uint8(f)) }

// UnmarshalText refuses what is not in the set.
func (f *Form) UnmarshalText(b []byte) (err error) {
	*(*uint8)(f), err = read(forms, b)
	return err
}

// Point is a place in WGS 84, in units of 1e-7 degree.
type Point struct {
	Lat int64 `json:"lat"`
	Lon int64 `json:"lon"`
}

// Shape is where something is, small enough to stand in a leaf. What is larger
// goes into the body, with its digest and a Box here (PROTOCOL A1).
type Shape struct {
	Form   Form    `json:"form"`
	Metres int64   `json:"metres"`
	Points []Point `json:"points"`
}

const (
	degree    = 10_000_000
	maxPoints = 64
	maxMetres = 1_000_000
)

// Check reports whether the shape is one of the three forms within the globe.
// A box does not cross the 180th meridian. R-ASK-5.
func (s *Shape) Check() error {
	for i, p := range s.Points {
		if p.Lat < -90*degree || p.Lat > 90*degree || p.Lon < -180*degree || p.Lon > 180*degree {
			return fmt.Errorf("%w: point %d (%d, %d) is off the globe", ErrEnvelope, i, p.Lat, p.Lon)
		}
	}
	n, wide := len(s.Points), s.Metres > 0 && s.Metres <= maxMetres
	switch s.Form {
	case Circle:
		if n != 1 || !wide {
			return fmt.Errorf("%w: a circle has one point and 1 to %d metres", ErrEnvelope, maxMetres)
		}
	case Box:
		if n != 2 || s.Metres != 0 {
			return fmt.Errorf("%w: a box has two corners and no metres", ErrEnvelope)
		}
		if s.Points[0].Lat >= s.Points[1].Lat || s.Points[0].Lon >= s.Points[1].Lon {
			return fmt.Errorf("%w: a box names its south-west corner, then its north-east", ErrEnvelope)
		}
	case Corridor:
		if n < 2 || n > maxPoints || !wide {
			return fmt.Errorf("%w: a corridor has 2 to %d points and 1 to %d metres", ErrEnvelope, maxPoints, maxMetres)
		}
	default:
		return fmt.Errorf("%w: form %d is not known", ErrEnvelope, s.Form)
	}
	return nil
}

// Bounds returns a box that holds the whole shape: never too small, a little
// too large, by integers alone so that every machine finds the same.
func (s *Shape) Bounds() (southWest, northEast Point) {
	if len(s.Points) == 0 {
		return
	}
	southWest, northEast = s.Points[0], s.Points[0]
	for _, p := range s.Points[1:] {
		southWest = Point{min(southWest.Lat, p.Lat), min(southWest.Lon, p.Lon)}
		northEast = Point{max(northEast.Lat, p.Lat), max(northEast.Lon, p.Lon)}
	}
	if s.Form == Box {
		return southWest, northEast
	}
	lat := s.Metres*degree/110_000 + 1 // a degree of latitude is never shorter than 110 km
	lon := 360 * int64(degree)
	if k := secant(max(-southWest.Lat, northEast.Lat) + lat); k > 0 {
		lon = lat * k / 1000
	}
	return Point{max(southWest.Lat-lat, -90*degree), max(southWest.Lon-lon, -180*degree)},
		Point{min(northEast.Lat+lat, 90*degree), min(northEast.Lon+lon, 180*degree)}
}

// secant bounds 1000/cos(lat) from above by steps of ten degrees; 0 near a pole.
func secant(lat int64) int64 {
	bounds := [...]int64{1016, 1065, 1155, 1306, 1556, 2001, 2924, 5759}
	if i := lat / (10 * degree); i >= 0 && i < int64(len(bounds)) {
		return bounds[i] + 1
	}
	return 0
}

// Touches reports whether the two shapes' bounds meet. It errs towards yes: a
// hold stops rather one notice too many. R-ASK-36.
func (s *Shape) Touches(t *Shape) bool {
	a, b := s.Bounds()
	c, d := t.Bounds()
	return a.Lat <= d.Lat && c.Lat <= b.Lat && a.Lon <= d.Lon && c.Lon <= b.Lon
}
