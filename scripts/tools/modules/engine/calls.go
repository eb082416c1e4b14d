package main

import (
	"go/token"
	"strings"
	"text/template/parse"
)

// plain is what of a render's data does not lead to .Release, and alike what of .Release is the same in both phases. Of
// other names only those in lower case are no trap: the data have methods, and .YAML prints all of them.
var plain = names("Values Chart Capabilities Files Template")
var alike = names("Name Namespace Service Revision")

func (p *proof) command(command *parse.CommandNode, dot, before *carrier, piped bool) *carrier {
	first, rest := command.Args[0], command.Args[1:]
	arguments := make([]*carrier, 0, len(rest)+1)
	for _, one := range rest {
		arguments = append(arguments, p.operand(one, dot))
	}
	if piped {
		arguments = append(arguments, before)
	}
	if function, ok := first.(*parse.IdentifierNode); ok {
		return p.call(function.Ident, rest, arguments)
	}
	if carries(arguments) {
		p.failed = true
	}
	return p.operand(first, dot)
}

func (p *proof) operand(node parse.Node, dot *carrier) *carrier {
	switch node := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return p.fields(dot, node.Ident)
	case *parse.VariableNode:
		return p.fields(p.variables[p.at][node.Ident[0]], node.Ident[1:])
	case *parse.ChainNode:
		return p.fields(p.operand(node.Node, dot), node.Field)
	case *parse.PipeNode:
		return p.pipe(node, dot)
	case *parse.IdentifierNode:
		return p.call(node.Ident, nil, nil)
	case *parse.BoolNode, *parse.NilNode, *parse.NumberNode, *parse.StringNode:
		return nil
	}
	p.failed = true
	return nil
}

// fields is what stands below a value. Nothing can have been put into .Values and its like, since no function but those of
// `call` takes a carrier.
func (p *proof) fields(value *carrier, names []string) *carrier {
	for at, name := range names {
		if value == nil {
			return nil
		}
		if value.data && token.IsExported(name) && !plain[name] {
			if name != "Release" || at+1 == len(names) || !alike[names[at+1]] {
				p.failed = true
				return nil
			}
		}
		value = value.keys[name]
	}
	return value
}

// impure are functions that say something else at each call: such a chart is rendered as often as it is asked for
// (scripts/core/impure.ts has the same; `keys` and `values` come in any order).
var impure = names(`randAlpha randAlphaNum randAscii randNumeric randBytes randInt genCA genCAWithKey genPrivateKey
	genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey uuidv4 now ago shuffle htpasswd bcrypt
	encryptAES getHostByName date date_in_zone dateInZone htmlDate htmlDateInZone unixEpoch keys values`)

// call is what a function comes to. Only `include` and `dict` are followed with a carrier in hand.
func (p *proof) call(function string, nodes []parse.Node, arguments []*carrier) *carrier {
	if impure[function] {
		p.failed = true
	}
	if !carries(arguments) {
		return nil
	}
	switch {
	case function == "include" && len(arguments) == 2 && arguments[0] == nil && len(nodes) > 0:
		if name, ok := nodes[0].(*parse.StringNode); ok {
			p.put(p.dots, name.Text, arguments[1])
			return nil
		}
		for _, tree := range p.trees {
			if !namesFile(nodes[0]) || strings.Contains(tree.Name, "/") {
				p.put(p.dots, tree.Name, arguments[1])
			}
		}
		return nil
	case function == "dict" && len(arguments)%2 == 0:
		made := &carrier{keys: map[string]*carrier{}}
		for at := 0; at < len(arguments); at += 2 {
			key, ok := nodes[at].(*parse.StringNode)
			if arguments[at] != nil || arguments[at+1] != nil && !ok {
				p.failed = true
			} else if arguments[at+1] != nil {
				made.keys[key.Text] = join(made.keys[key.Text], arguments[at+1])
			}
		}
		return made
	}
	p.failed = true
	return nil
}

// namesFile says of a name that is made up whether it certainly has a slash, as in (print .Template.BasePath "/a.yaml"),
// and so can be that of a file, hardly that of a helper. Any other can be any.
func namesFile(node parse.Node) bool {
	pipe, ok := node.(*parse.PipeNode)
	if !ok || len(pipe.Cmds) != 1 || len(pipe.Decl) > 0 {
		return false
	}
	function, ok := pipe.Cmds[0].Args[0].(*parse.IdentifierNode)
	if !ok || function.Ident != "print" && function.Ident != "printf" {
		return false
	}
	for at, one := range pipe.Cmds[0].Args[1:] {
		text, ok := one.(*parse.StringNode)
		if ok && strings.Contains(text.Text, "/") && (function.Ident == "print" || at == 0) { // of printf the format
			return true
		}
	}
	return false
}
