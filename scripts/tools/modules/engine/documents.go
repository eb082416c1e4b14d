package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v2"
)

// readDocuments reads the documents of a render with the reader that Helm hands them to Kubernetes with. For each text
// between two separators: its object as JSON, keys in the order in which they were written; a number, the place in `first`
// of the same text; or null, for what has to be looked at more closely: no object, none that can be read, merged or
// duplicate keys, keys that are no text, a byte order mark. `first` holds the texts of the render before, and is filled by it.
func readDocuments(text string, first map[string]int) []json.RawMessage {
	filling := len(first) == 0
	chunks := split(text)
	documents := make([]json.RawMessage, 0, len(chunks))
	for at, chunk := range chunks {
		chunk = strings.TrimLeftFunc(chunk, isBlank)
		if same, ok := first[chunk]; ok && !filling {
			documents = append(documents, strconv.AppendInt(nil, int64(same), 10))
			continue
		}
		if filling {
			first[chunk] = at
		}
		documents = append(documents, readDocument(chunk))
	}
	return documents
}

// split cuts a render at Helm's own separator, three dashes at a line's start, as scripts/render/manifests.ts does. The
// line before a separator keeps its end: a text of `|+` has it.
func split(text string) []string {
	chunks := strings.Split("\n"+text, "\n---")
	chunks[0] = strings.TrimPrefix(chunks[0], "\n")
	for at := range chunks[:len(chunks)-1] {
		if chunks[at] != "" {
			chunks[at] += "\n"
		}
	}
	return chunks
}

// isBlank is what JavaScript takes for white space.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) && r != '\u0085' || r == '\ufeff'
}

func readDocument(text string) json.RawMessage {
	var object yaml.MapSlice
	if strings.Contains(text, "<<") || strings.ContainsRune(text, '\ufeff') || yaml.Unmarshal([]byte(text), &object) != nil || object == nil {
		return json.RawMessage("null")
	}
	written, err := appendJSON(make([]byte, 0, len(text)*3/2), object)
	if err != nil {
		return json.RawMessage("null")
	}
	return written
}

// appendJSON writes what go-yaml made of a document, numbers as sigs.k8s.io/yaml writes them.
func appendJSON(to []byte, value any) ([]byte, error) {
	switch value := value.(type) {
	case yaml.MapSlice:
		return appendObject(to, value)
	case []any:
		to = append(to, '[')
		for at, item := range value {
			if at > 0 {
				to = append(to, ',')
			}
			var err error
			if to, err = appendJSON(to, item); err != nil {
				return nil, err
			}
		}
		return append(to, ']'), nil
	case nil, bool, int, int64, uint64, float64, string:
		scalar, err := json.Marshal(value)
		return append(to, scalar...), err
	}
	return nil, fmt.Errorf("%T is not a value of JSON", value)
}

func appendObject(to []byte, object yaml.MapSlice) ([]byte, error) {
	to = append(to, '{')
	seen := make(map[string]bool, len(object))
	for at, item := range object {
		key, ok := item.Key.(string)
		if !ok || seen[key] {
			return nil, fmt.Errorf("the key %v is no text, or stands twice", item.Key)
		}
		seen[key] = true
		if at > 0 {
			to = append(to, ',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		to = append(append(to, name...), ':')
		if to, err = appendJSON(to, item.Value); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}
