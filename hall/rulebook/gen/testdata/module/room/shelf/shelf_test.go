package shelf_test

import (
	"testing"

	"small.example/base/law"
	"small.example/room/shelf"
)

// begin is a step that most tests take.
func begin() law.ID { return shelf.Found() }

func TestOne(t *testing.T) { begin() }

func TestTwo(t *testing.T) { begin() }

func TestNames(t *testing.T) {
	if begin() != law.SetUp {
		t.Error("another")
	}
}

func TestFound(t *testing.T) { shelf.Found() }
