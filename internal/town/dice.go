package town

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"harta/internal/charter"
)

// dice is a stream of chance. Every part of the town throws its own, named by what it decides and for which day, so that a
// change in one part leaves all others as they were.
type dice struct{ *rand.Rand }

// dice opens the stream of the given name. The name's parts are joined with a byte that no name holds.
func (t *Town) dice(name ...string) dice {
	h := fnv.New128a()
	var seed [8]byte
	binary.BigEndian.PutUint64(seed[:], t.seed)
	h.Write(seed[:])
	for _, part := range name {
		h.Write([]byte{0})
		h.Write([]byte(part))
	}
	sum := h.Sum(nil)
	return dice{rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])))}
}

// daily opens the stream of a part of the town for one day.
func (t *Town) daily(name string, day charter.Date) dice { return t.dice(name, day.String()) }

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is uniform in [low, high).
func (d dice) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// lognormal has the given median; sigma is the standard deviation of its logarithm.
func (d dice) lognormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*d.NormFloat64())
}

// poisson counts events whose mean number is mean: by multiplication of uniforms (Knuth 1969) for small means, by the rounded
// normal approximation from 30 on.
func (d dice) poisson(mean float64) int {
	if mean >= 30 {
		return int(max(0, math.Round(mean+math.Sqrt(mean)*d.NormFloat64())))
	}
	limit, n := math.Exp(-mean), 0
	for p := d.Float64(); p > limit; p *= d.Float64() {
		n++
	}
	return n
}

// lot is a thing with its share.
type lot[T any] struct {
	thing T
	share float64
}

// weighted is a list of things with their shares, which need not sum to one.
type weighted[T any] []lot[T]

// pick chooses one thing in proportion to its share.
func pick[T any](d dice, w weighted[T]) T {
	var sum float64
	for _, e := range w {
		sum += e.share
	}
	x := d.Float64() * sum
	for _, e := range w[:len(w)-1] {
		if x -= e.share; x < 0 {
			return e.thing
		}
	}
	return w[len(w)-1].thing
}

// oneOf chooses one of the things, all alike.
func oneOf[T any](d dice, things []T) T { return things[d.IntN(len(things))] }
