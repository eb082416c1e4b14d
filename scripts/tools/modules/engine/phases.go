package main

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"path"
	"slices"
	"sync"
	"text/template/parse"

	chartv2 "helm.sh/helm/v4/pkg/chart/v2"
)

// The only thing in which a template's data differ between an install and an upgrade is .Release.IsInstall and
// .Release.IsUpgrade (pkg/chart/common/util/values.go). A chart that provably looks at neither renders to the same in
// both, and need not be rendered twice. The proof follows where the data of a render go: into other templates, into
// variables and into dictionaries. Wherever it can not follow, the chart counts as one that looks.

// carrier is a value through which .Release can be reached: the data of a render, or a dictionary that holds such data.
// Any other value is nil.
type carrier struct {
	data bool // .Release is one of its keys
	keys map[string]*carrier
}

// proof is one attempt. What can be in a template's dot, or in a variable, is all that is ever put there: it only grows,
// until nothing is new.
type proof struct {
	trees     []*parse.Tree
	dots      map[string]*carrier // by the template's name
	variables map[*parse.Tree]map[string]*carrier
	at        *parse.Tree
	grown     bool
	failed    bool
}

var proofs sync.Map // by the digest of a chart's templates

// sameInBothPhases says of a chart that was rendered whether the other phase's render is certainly the same.
func sameInBothPhases(c *chartv2.Chart) bool {
	digest := sha256.New()
	files, texts := []string{}, []string{}
	var gather func(c *chartv2.Chart)
	gather = func(c *chartv2.Chart) {
		for _, file := range c.Templates {
			name := path.Join(c.ChartFullPath(), file.Name)
			fmt.Fprintf(digest, "%q %d\n", name, len(file.Data))
			_, _ = digest.Write(file.Data)
			files, texts = append(files, name), append(texts, string(file.Data))
		}
		for _, sub := range c.Dependencies() {
			gather(sub)
		}
	}
	gather(c)
	key := string(digest.Sum(nil))
	if known, ok := proofs.Load(key); ok {
		return known.(bool)
	}
	same := prove(files, texts)
	proofs.Store(key, same)
	return same
}

// prove takes the templates' files by name, and the text of each.
func prove(files, texts []string) bool {
	p := &proof{dots: map[string]*carrier{}, variables: map[*parse.Tree]map[string]*carrier{}}
	for at, name := range files {
		tree := parse.New(name)
		tree.Mode = parse.SkipFuncCheck
		defined := map[string]*parse.Tree{} // the file itself among them
		if _, err := tree.Parse(texts[at], "", "", defined); err != nil {
			return false
		}
		p.trees = slices.AppendSeq(p.trees, maps.Values(defined))
		p.dots[name] = &carrier{data: true}
	}
	for p.grown = true; p.grown && !p.failed; {
		p.grown = false
		for _, tree := range p.trees {
			p.at = tree
			if p.variables[tree] == nil {
				p.variables[tree] = map[string]*carrier{}
			}
			p.put(p.variables[tree], "$", p.dots[tree.Name])
			p.walk(tree.Root, p.dots[tree.Name])
		}
	}
	return !p.failed
}

// put adds what a place can hold. Dictionaries within dictionaries without end, as of a template that includes itself,
// are given up.
func (p *proof) put(places map[string]*carrier, name string, value *carrier) {
	joined := join(places[name], value)
	if joined.depth() > 4 {
		p.failed = true
	} else if !joined.equals(places[name]) {
		places[name], p.grown = joined, true
	}
}

func (p *proof) walk(node parse.Node, dot *carrier) {
	if p.failed {
		return
	}
	switch node := node.(type) {
	case *parse.ListNode:
		if node != nil {
			for _, one := range node.Nodes {
				p.walk(one, dot)
			}
		}
	case *parse.ActionNode:
		if p.pipe(node.Pipe, dot) != nil && len(node.Pipe.Decl) == 0 {
			p.failed = true // it is printed
		}
	case *parse.IfNode:
		p.pipe(node.Pipe, dot)
		p.walk(node.List, dot)
		p.walk(node.ElseList, dot)
	case *parse.WithNode:
		p.walk(node.List, p.pipe(node.Pipe, dot))
		p.walk(node.ElseList, dot)
	case *parse.RangeNode:
		if p.pipe(node.Pipe, dot) != nil {
			p.failed = true // .Release is one of the elements
		}
		p.walk(node.List, nil)
		p.walk(node.ElseList, dot)
	case *parse.TemplateNode:
		if node.Pipe != nil {
			p.put(p.dots, node.Name, p.pipe(node.Pipe, dot))
		}
	case *parse.TextNode, *parse.CommentNode, *parse.BreakNode, *parse.ContinueNode:
	default:
		p.failed = true
	}
}

// pipe is what a pipeline comes to. Its variables are looked at by name alone, wherever in the template they are set.
func (p *proof) pipe(pipe *parse.PipeNode, dot *carrier) *carrier {
	var value *carrier
	for at, command := range pipe.Cmds {
		value = p.command(command, dot, value, at > 0)
	}
	for _, variable := range pipe.Decl {
		p.put(p.variables[p.at], variable.Ident[0], value)
	}
	return value
}
