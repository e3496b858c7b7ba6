// Package letter writes what goes out in the course of an application for
// government information: the replies of twenty-two kinds, the notices on the way,
// letters to third parties and other agencies, the record of service and of the
// search, the application form and its receipt.
//
// It is pure: Compose turns plain facts and the rule book into a Letter, or says in
// Chinese what is missing. A Letter becomes a PDF in the form of official letters
// (GB/T 9704), a Word document, structured HTML, or plain text, all from the same
// blocks, so that they cannot differ.
//
// What a reply may be, what it rests on and which remedy goes with it stand in the
// rule book (disclosure.yaml, replies). Whatever the book says, no refusal under
// articles 14 to 16 leaves here without the sentence that review comes first, and
// nothing else leaves with it.
package letter
