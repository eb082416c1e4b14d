package main

import "strings"

// join is what can be either.
func join(a, b *carrier) *carrier {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
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
	if c.data != other.data || len(c.keys) != len(other.keys) {
		return false
	}
	for key, value := range c.keys {
		if found, ok := other.keys[key]; !ok || !value.equals(found) {
			return false
		}
	}
	return true
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
	for _, one := range values {
		if one != nil {
			return true
		}
	}
	return false
}

func names(text string) map[string]bool {
	set := map[string]bool{}
	for _, one := range strings.Fields(text) {
		set[one] = true
	}
	return set
}
