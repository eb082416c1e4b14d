package main

import (
	"maps"
	"slices"
	"strings"
)

// join is what can be either.
func join(a, b *carrier) *carrier {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	joined := &carrier{data: a.data || b.data, keys: make(map[string]*carrier, len(a.keys)+len(b.keys))}
	for _, one := range []*carrier{a, b} {
		for key, value := range one.keys {
			joined.keys[key] = join(joined.keys[key], value)
		}
	}
	return joined
}

func (c *carrier) equals(other *carrier) bool {
	if c == nil || other == nil {
		return c == other
	}
	return c.data == other.data && maps.EqualFunc(c.keys, other.keys, (*carrier).equals)
}

func (c *carrier) depth() int {
	if c == nil {
		return 0
	}
	deepest := 0
	for _, value := range c.keys {
		deepest = max(deepest, value.depth())
	}
	return deepest + 1
}

func carries(values []*carrier) bool {
	return slices.ContainsFunc(values, func(one *carrier) bool { return one != nil })
}

func names(text string) map[string]bool {
	set := map[string]bool{}
	for _, one := range strings.Fields(text) {
		set[one] = true
	}
	return set
}
