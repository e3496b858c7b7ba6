package archive

// WithoutLedger makes imports leave out the row digests, for the benchmark that
// says what the ledger costs.
func WithoutLedger(on bool) { noDigests = on }
