package docx

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	namespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relBase    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	wordType   = "application/vnd.openxmlformats-officedocument.wordprocessingml."

	packageRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relBase + `officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
		`</Relationships>`

	settingsRest = `<w:characterSpacingControl w:val="compressPunctuation"/>` +
		`<w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:adjustLineHeightInTable/>` +
		`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
		`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`
)

// settings are those of the whole document; even pages have a foot of their own as
// soon as one section wants that.
func (d *Document) settings() string {
	even := ""
	for _, s := range d.sections {
		if s.Edges != nil {
			even = "<w:evenAndOddHeaders/>"
		}
	}
	return xmlHead + `<w:settings ` + namespaces + `>` + even + settingsRest
}

func (d *Document) contentTypes() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	part := func(name, kind string) {
		fmt.Fprintf(&b, `<Override PartName="%s" ContentType="%s"/>`, name, kind)
	}
	part("/word/document.xml", wordType+"document.main+xml")
	part("/word/styles.xml", wordType+"styles+xml")
	part("/word/settings.xml", wordType+"settings+xml")
	part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	for i, s := range d.sections {
		part(fmt.Sprintf("/word/header%d.xml", i), wordType+"header+xml")
		part(fmt.Sprintf("/word/footer%d.xml", i), wordType+"footer+xml")
		for _, e := range s.edgeParts() {
			part(fmt.Sprintf("/word/%s%d.xml", e.name, i), wordType+e.kindName()+"+xml")
		}
	}
	b.WriteString("</Types>")
	return b.String()
}

func (d *Document) documentRels() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	rel := func(id, kind, target string) {
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s%s" Target="%s"/>`, id, relBase, kind, target)
	}
	rel("rIdS1", "styles", "styles.xml")
	rel("rIdS2", "settings", "settings.xml")
	for i, s := range d.sections {
		rel(fmt.Sprintf("rIdH%d", i), "header", fmt.Sprintf("header%d.xml", i))
		rel(fmt.Sprintf("rIdF%d", i), "footer", fmt.Sprintf("footer%d.xml", i))
		for _, e := range s.edgeParts() {
			rel(fmt.Sprintf("%s%d", e.id, i), e.kindName(), fmt.Sprintf("%s%d.xml", e.name, i))
		}
	}
	b.WriteString("</Relationships>")
	return b.String()
}

func (d *Document) core() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	b.WriteString("<dc:title>" + escape(d.opt.Title) + "</dc:title><dc:creator>" + escape(d.opt.Author) + "</dc:creator>")
	if !d.opt.Date.IsZero() {
		t := d.opt.Date.UTC().Format(time.RFC3339)
		fmt.Fprintf(&b, `<dcterms:created xsi:type="dcterms:W3CDTF">%s</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">%s</dcterms:modified>`, t, t)
	}
	b.WriteString("</cp:coreProperties>")
	return b.String()
}

func (d *Document) styles() string {
	var b bytes.Buffer
	b.WriteString(xmlHead + `<w:styles ` + namespaces + `><w:docDefaults><w:rPrDefault>`)
	runProps(&b, Style{Font: d.opt.Font, Size: d.opt.Size})
	b.WriteString(`</w:rPrDefault><w:pPrDefault><w:pPr><w:kinsoku/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	for i := 1; i <= 3; i++ {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="Heading%d"><w:name w:val="heading %d"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>`+
			`<w:pPr><w:keepNext/><w:outlineLvl w:val="%d"/></w:pPr></w:style>`, i, i, i-1)
	}
	b.WriteString("</w:styles>")
	return b.String()
}

// edge is the part of a page's head or foot.
func edge(kind, text string) string {
	var b bytes.Buffer
	b.WriteString(xmlHead + `<w:` + kind + ` ` + namespaces + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr>`)
	fields(&b, text, Style{Size: 9, Font: Song})
	b.WriteString("</w:p></w:" + kind + ">")
	return b.String()
}
