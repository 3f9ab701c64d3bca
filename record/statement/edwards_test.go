package statement_test

import (
	"crypto/sha512"
	"math/big"
	"slices"
)

// The curve of Ed25519 in plain arithmetic, slow and for crafting only: the
// verdict on what is crafted here comes from crypto/ed25519.

func number(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic(s)
	}
	return n
}

var (
	fieldP = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	orderL = new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), 252), number("27742317777372353535851937790883648493"))
	curveD = mod(mul(big.NewInt(-121665), inv(big.NewInt(121666))))
	base   = point{
		number("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
		number("46316835694926478169428394003475163141307993866256225615783033603165251855960"),
	}
	identity = point{big.NewInt(0), big.NewInt(1)}
)

type point struct{ x, y *big.Int }

func mod(a *big.Int) *big.Int    { return new(big.Int).Mod(a, fieldP) }
func mul(a, b *big.Int) *big.Int { return mod(new(big.Int).Mul(a, b)) }
func inv(a *big.Int) *big.Int    { return new(big.Int).ModInverse(mod(a), fieldP) }

func (p point) add(q point) point {
	one := big.NewInt(1)
	d := mul(curveD, mul(mul(p.x, q.x), mul(p.y, q.y)))
	x := mul(new(big.Int).Add(mul(p.x, q.y), mul(p.y, q.x)), inv(new(big.Int).Add(one, d)))
	y := mul(new(big.Int).Add(mul(p.y, q.y), mul(p.x, q.x)), inv(new(big.Int).Sub(one, d)))
	return point{x, y}
}

func (p point) times(n *big.Int) point {
	sum := identity
	for i := n.BitLen() - 1; i >= 0; i-- {
		if sum = sum.add(sum); n.Bit(i) == 1 {
			sum = sum.add(p)
		}
	}
	return sum
}

func (p point) equal(q point) bool { return p.x.Cmp(q.x) == 0 && p.y.Cmp(q.y) == 0 }

func (p point) encode() [32]byte {
	b := little(p.y)
	b[31] |= byte(p.x.Bit(0)) << 7
	return b
}

// decode reads any spelling of a point: it takes y beyond the field as well.
func decode(b [32]byte) (point, bool) {
	sign := b[31] >> 7
	b[31] &= 0x7f
	y := mod(fromLittle(b[:]))
	yy, one := mul(y, y), big.NewInt(1)
	xx := mul(new(big.Int).Sub(yy, one), inv(new(big.Int).Add(mul(curveD, yy), one)))
	x := new(big.Int).ModSqrt(xx, fieldP)
	if x == nil {
		return point{}, false
	}
	if x.Bit(0) != uint(sign) {
		x = mod(new(big.Int).Neg(x))
	}
	return point{x, y}, true
}

func little(n *big.Int) [32]byte {
	var b [32]byte
	n.FillBytes(b[:])
	slices.Reverse(b[:])
	return b
}

func fromLittle(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}

// challenge is the scalar that binds a signature to its message.
func challenge(r, a [32]byte, message []byte) *big.Int {
	h := sha512.New()
	h.Write(r[:])
	h.Write(a[:])
	h.Write(message)
	return new(big.Int).Mod(fromLittle(h.Sum(nil)), orderL)
}

// cofactored is the rule of ZIP-215: points in any spelling, S below the order,
// the equation multiplied by 8.
func cofactored(pub [32]byte, message []byte, sig [64]byte) bool {
	a, okA := decode(pub)
	r, okR := decode([32]byte(sig[:32]))
	s := fromLittle(sig[32:])
	if !okA || !okR || s.Cmp(orderL) >= 0 {
		return false
	}
	h := challenge([32]byte(sig[:32]), pub, message)
	eight := big.NewInt(8)
	return base.times(s).times(eight).equal(r.add(a.times(h)).times(eight))
}
