package main

import (
	"go/types"
	"strings"
)

func isStruct(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

func named(t types.Type) *types.TypeName {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	switch t := t.(type) {
	case *types.Named:
		return t.Obj()
	case *types.Alias:
		return named(types.Unalias(t))
	}
	return nil
}

func isNamed(t types.Type, pkg, name string) bool {
	n := named(t)
	return n != nil && n.Pkg() != nil && n.Name() == name && strings.HasSuffix(n.Pkg().Path(), pkg)
}

func isPage(t types.Type) bool { return t != nil && isNamed(t, "/kit/web", "Page") }

// opens says whether a function hands out an open installation: a helper of tests
// as its result or to a function it is given, any other function without having
// been given one.
func opens(s *types.Signature, helper bool) bool {
	out := false
	for i := range s.Results().Len() {
		out = out || holdsDoor(s.Results().At(i).Type(), 0)
	}
	given := s.Recv() != nil && holdsDoor(s.Recv().Type(), 0)
	for i := range s.Params().Len() {
		t := s.Params().At(i).Type()
		given = given || holdsDoor(t, 0)
		if f, ok := t.Underlying().(*types.Signature); ok && helper && s.Recv() == nil {
			for j := range f.Params().Len() {
				out = out || holdsDoor(f.Params().At(j).Type(), 0)
			}
		}
	}
	return out && (helper || !given)
}

// holdsDoor says whether a value carries the one door of an installation.
func holdsDoor(t types.Type, depth int) bool {
	if isNamed(t, "/kit/act", "Door") {
		return true
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok || depth > 4 {
		return false
	}
	for i := range s.NumFields() {
		if holdsDoor(s.Field(i).Type(), depth+1) {
			return true
		}
	}
	return false
}
