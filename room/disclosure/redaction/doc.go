// Package redaction takes what may not be published out of a file that is to be
// published, and proves that it is gone.
//
// Detectors look for personal data in the text (Find); they propose, people
// decide. What is decided is a list of boxes on pages. The published file is then
// built anew: every page a picture with the boxes painted over, and beneath it,
// unseen, the words that remain, for those who have the page read to them and for
// search. Nothing else of the original goes over: no text under a box, no note, no
// attachment, no form, no earlier revision, no word about the author. The original
// is never changed.
//
// The result is read again by two readers that have nothing in common, and every
// picture is looked at under its boxes. A file that fails is not kept and cannot
// be published.
//
// Clauses: foi.no.3, foi.reply.k5, foi.sec.gate, foi.sanction.1.
package redaction
