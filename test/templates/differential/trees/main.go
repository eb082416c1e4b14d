// Command trees parses templates with Go's own text/template/parse: one JSON string a line on stdin, one line on
// stdout, the trees of its templates by name as JSON, or `null` where Go refuses it. The names of the functions that
// templates may call are the arguments.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"text/template/parse"
)

func main() {
	functions := map[string]any{}
	for _, name := range os.Args[1:] {
		functions[name] = true
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var text string
		if err := json.Unmarshal(line, &text); err != nil {
			panic(err)
		}
		trees, err := parse.Parse("file", text, "", "", functions)
		if err != nil {
			_ = out.Encode(nil)
			continue
		}
		all := map[string]any{}
		for name, tree := range trees {
			all[name] = list(tree.Root)
		}
		_ = out.Encode(all)
	}
}

func list(nodes *parse.ListNode) []any {
	all := []any{}
	if nodes == nil {
		return all
	}
	for _, node := range nodes.Nodes {
		all = append(all, shape(node))
	}
	return all
}

func branch(word string, node parse.BranchNode) []any {
	return []any{word, pipeline(node.Pipe), list(node.List), list(node.ElseList)}
}

func pipeline(pipe *parse.PipeNode) any {
	if pipe == nil {
		return nil
	}
	variables, calls := []string{}, []any{}
	for _, one := range pipe.Decl {
		variables = append(variables, strings.Join(one.Ident, "."))
	}
	for _, command := range pipe.Cmds {
		operands := []any{}
		for _, one := range command.Args {
			operands = append(operands, shape(one))
		}
		calls = append(calls, operands)
	}
	return []any{"pipeline", variables, pipe.IsAssign, calls}
}

func shape(node parse.Node) any {
	switch node := node.(type) {
	case *parse.TextNode:
		return []any{"text", string(node.Text)}
	case *parse.ActionNode:
		return []any{"print", pipeline(node.Pipe)}
	case *parse.PipeNode:
		return pipeline(node)
	case *parse.IfNode:
		return branch("if", node.BranchNode)
	case *parse.WithNode:
		return branch("with", node.BranchNode)
	case *parse.RangeNode:
		return branch("range", node.BranchNode)
	case *parse.TemplateNode:
		return []any{"template", node.Name, pipeline(node.Pipe)}
	case *parse.BreakNode:
		return []any{"break"}
	case *parse.ContinueNode:
		return []any{"continue"}
	case *parse.BoolNode:
		return []any{"bool", node.True}
	case *parse.DotNode:
		return []any{"dot"}
	case *parse.NilNode:
		return []any{"nil"}
	case *parse.StringNode:
		return []any{"string", node.Text}
	case *parse.NumberNode:
		return number(node)
	case *parse.FieldNode:
		return []any{"field", node.Ident}
	case *parse.VariableNode:
		return []any{"variable", node.Ident}
	case *parse.IdentifierNode:
		return []any{"function", node.Ident}
	case *parse.ChainNode:
		return []any{"chain", shape(node.Node), node.Field}
	}
	panic("a node that this program does not know")
}

// number follows idealConstant of text/template/exec.go, which decides what a number is when it is used.
func number(node *parse.NumberNode) []any {
	hexadecimal := len(node.Text) > 2 && node.Text[0] == '0' && strings.ContainsAny(node.Text[1:2], "xX") && !strings.ContainsAny(node.Text, "pP")
	switch {
	case node.IsComplex:
		return []any{"complex"}
	case node.IsFloat && node.Text[0] != '\'' && !hexadecimal && strings.ContainsAny(node.Text, ".eEpP"):
		return []any{"float", node.Float64}
	case node.IsInt:
		return []any{"int", float64(node.Int64)}
	default:
		return []any{"int", float64(node.Uint64)}
	}
}
