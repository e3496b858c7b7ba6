package app

import "testing"

func TestDemo(t *testing.T) { Demo().fill() }

func TestLendsInTheDemonstration(t *testing.T) { Demo().Box.Lend(3) }
