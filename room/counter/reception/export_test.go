package reception

// SmallBatches makes lists read a few rows at a time, and gives back the way to undo it.
func SmallBatches() (undo func()) {
	before := batch
	batch = 3
	return func() { batch = before }
}
