// Package official sets official papers in the form of GB/T 9704-2012 (党政机关公文
// 格式): one model, Paper, and two writers, PDF and DOCX, so that what is printed
// and what a clerk edits cannot differ in their words.
//
// # Measures
//
// The standard's numbers hang together, and everything is counted from two of
// them: the type area is 156 × 225 mm and holds 22 lines of 28 characters. A
// character (三号) is therefore 156/28 mm wide, and a line (行: the height of a
// character and seven eighths of it) fits the height exactly: 22 characters and 21
// gaps are 225 mm. The PDF keeps this geometry. Word lays text on a grid of its
// own in which a line is 225/22 mm; the DOCX asks for that grid, as every template
// of the standard does.
//
// "n lines below" leaves n lines empty: from the lower edge of one character to the
// upper edge of the next there are n lines and one gap. Below a rule there are n
// lines, as a rule has no gap of its own. The distances the standard gives in
// millimetres (35, 30, 20, 4 and 7) are measured to the strokes, as a ruler would.
//
// # Forms
//
// Document is the ordinary paper with a red head, Letter the 信函格式, Order the
// 命令(令)格式, Minutes the 纪要格式. Brief (简报) is no form of the standard: it takes
// the measures of Document and the head that offices give their briefs. Plain is a
// paper without a head, for use inside.
//
// There are no marks of classification: the program keeps nothing that is
// classified, so a Paper has no field for one.
//
// # Typefaces
//
// 仿宋, 黑体, 楷体 and 小标宋 may not be shipped. The DOCX names them; the PDF uses
// them if the set of fonts has families of these names, and otherwise the
// program's own face, bold for 黑体 and 小标宋.
//
// # Vocabulary
//
//	Mark        发文机关标志
//	Number      发文字号, of an order 令号
//	Signers     签发人, on papers to a superior
//	To          主送机关
//	Attached    附件说明; Attachments are the 附件 themselves
//	Signed      发文机关署名
//	Note        附注
//	Copies      抄送机关; imprint is the 版记
package official

// The page in millimetres.
const (
	em     = width / 28   // the square of a 三号 character
	gap    = em * 7 / 8   // white between two lines
	pitch  = em + gap     // 一行
	top    = 37.0         // upper edge of the type area
	bottom = top + 225    // its lower edge
	left   = 28.0         // its left edge
	right  = left + width // its right edge
	width  = 156.0        // of the type area
	paperW = 210.0        // A4
	paperH = 297.0
	four   = 14 * 25.4 / 72 // the square of a 四号 character
)

// Distances that the standard names.
const (
	markBelow    = 35.0 // upper edge of the mark below that of the type area; also of minutes
	orderBelow   = 20.0 // the same of an order
	letterAt     = 30.0 // upper edge of a letter's mark below that of the paper
	ruleBelow    = 4.0  // red line below the number, double line below a letter's mark
	letterRule   = 170.0
	letterFoot   = 20.0 // lower double line above the lower edge of the paper
	numberBelow  = 7.0  // dash of the page number below the type area
	thick, thin  = 0.35, 0.25
	sealDiameter = 42.0 // of a county agency's seal
	imprintLine  = 8.75 // a line of the imprint, in 四号
)

// Font sizes in points: 三号 as it fills 28 to the line, 二号, 四号.
const (
	size3 = em * 72 / 25.4
	size2 = 22.0
	size4 = 14.0
)

// Families looked for in the set of fonts of a PDF.
const (
	FangSong     = "仿宋"
	Hei          = "黑体"
	Kai          = "楷体"
	XiaoBiaoSong = "小标宋"
)
