package packet

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lantai.internal/base/civil"
)

// CreateBag makes a BagIt 1.0 bag (RFC 8493) of a packet: the files under their
// original names below data/original/<档号>/, SHA-256 manifests, the SM3 digests as
// metadata/manifest-sm3.txt, the description as metadata/dat46.xml and the
// history as metadata/premis.xml.
//
// out is a folder, or a ZIP or TAR if it ends so; it must not exist, or be an empty
// folder. The bag is read again and compared before it takes its name. Errors:
// fault.Invalid for a packet that cannot be packed, fault.Conflict if out is taken
// or a file is not what was recorded, fault.Full, fault.Unavailable, or that of ctx.
func CreateBag(ctx context.Context, out string, p Packet) error {
	return build(ctx, out, KindBag, p, func(s sink) error { return writeBag(ctx, s, p) })
}

func writeBag(ctx context.Context, s sink, p Packet) error {
	if err := s.mkdir("data"); err != nil {
		return err
	}
	var payload, sm3Lines, tags bytes.Buffer
	var size int64
	count := 0
	all := make([][]written, len(p.Items))
	for i, it := range p.Items {
		for j, where := range places(it.Files) {
			w, err := copyFile(ctx, s, bagOriginal+it.Code+"/"+where, it.Files[j])
			if err != nil {
				return err
			}
			all[i] = append(all[i], w)
			size += it.Files[j].Size
			count++
			fmt.Fprintf(&payload, "%s  %s\n", w.sha256, encodePath(w.path))
			fmt.Fprintf(&sm3Lines, "%s  %s\n", w.sm3, encodePath(w.path))
		}
	}
	tag := func(path string, fill func(io.Writer) error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		sum, err := writeHashed(s, path, fill)
		fmt.Fprintf(&tags, "%s  %s\n", sum, path)
		return err
	}
	text := func(b []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(b); return err }
	}
	info := bagInfo(p, size, count)
	for _, f := range []struct {
		path string
		fill func(io.Writer) error
	}{
		{"bagit.txt", text([]byte("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"))},
		{"bag-info.txt", text(info)},
		{"manifest-sha256.txt", text(payload.Bytes())},
		{bagSM3, text(sm3Lines.Bytes())},
		{bagMetadata, func(w io.Writer) error { return writeDAT46(w, p, all) }},
		{bagPremis, func(w io.Writer) error { return writePremis(w, p, all) }},
	} {
		if err := tag(f.path, f.fill); err != nil {
			return err
		}
	}
	return writeBytes(s, "tagmanifest-sha256.txt", tags.Bytes())
}

func bagInfo(p Packet, size int64, count int) []byte {
	var b bytes.Buffer
	line := func(label, value string) {
		if value = strings.Join(strings.Fields(value), " "); value != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, value)
		}
	}
	line("Source-Organization", p.creator())
	line("Bagging-Date", civil.DateOf(p.CreatedAt).String())
	line("External-Description", p.description())
	line("External-Identifier", p.Fonds)
	line("Payload-Oxum", fmt.Sprintf("%d.%d", size, count))
	return b.Bytes()
}

// writeDAT46 writes the description of all items (DA/T 46-2009).
func writeDAT46(w io.Writer, p Packet, all [][]written) error {
	x := newXMLWriter(w)
	x.open("电子文件元数据", "标准", "DA/T 46-2009", "全宗号", p.Fonds, "件数", fmt.Sprint(len(p.Items)))
	for i, it := range p.Items {
		x.open("文件实体")
		where := make([]string, len(all[i]))
		for j, f := range all[i] {
			where[j] = f.path
		}
		x.metadata(p, it, all[i], where)
		x.events(it, p.history(it, "封装", "RFC 8493"))
		x.shut()
	}
	x.shut()
	return x.end()
}

// writePremis writes objects, events and agents in PREMIS 3.
func writePremis(w io.Writer, p Packet, all [][]written) error {
	x := newXMLWriter(w)
	x.open("premis", "xmlns", "http://www.loc.gov/premis/v3", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance", "version", "3.0")
	for i, it := range p.Items {
		x.open("object", "xsi:type", "intellectualEntity")
		identifier(x, "object", it.Code)
		x.shut()
		for j, f := range it.Files {
			x.open("object", "xsi:type", "file")
			identifier(x, "object", all[i][j].path)
			x.open("objectCharacteristics")
			for _, d := range [][2]string{{"SHA-256", all[i][j].sha256}, {"SM3", all[i][j].sm3}} {
				x.open("fixity")
				x.leaf("messageDigestAlgorithm", d[0])
				x.leaf("messageDigest", d[1])
				x.shut()
			}
			x.leaf("size", fmt.Sprint(f.Size))
			x.open("format")
			x.open("formatDesignation")
			x.leaf("formatName", or(f.Format, or(ext(f.Name), "unknown")))
			x.shut()
			x.shut()
			x.shut()
			x.leaf("originalName", f.Name)
			x.open("relationship")
			x.leaf("relationshipType", "structural")
			x.leaf("relationshipSubType", "is part of")
			x.open("relatedObjectIdentifier")
			x.leaf("relatedObjectIdentifierType", "local")
			x.leaf("relatedObjectIdentifierValue", it.Code)
			x.shut()
			x.shut()
			x.shut()
		}
	}
	var agents []string
	seen := map[string]bool{}
	n := 0
	for _, it := range p.Items {
		for _, e := range p.history(it, "封装", "RFC 8493") {
			if !seen[e.Who] {
				seen[e.Who] = true
				agents = append(agents, e.Who)
			}
			n++
			x.open("event")
			identifier(x, "event", fmt.Sprint(n))
			x.leaf("eventType", e.What)
			x.leaf("eventDateTime", stamp(e.When))
			if detail := strings.TrimSpace(e.Basis + " " + e.Note); detail != "" {
				x.open("eventDetailInformation")
				x.leaf("eventDetail", detail)
				x.shut()
			}
			linking(x, "Agent", e.Who)
			linking(x, "Object", it.Code)
			x.shut()
		}
	}
	for _, a := range agents {
		x.open("agent")
		identifier(x, "agent", a)
		x.leaf("agentName", a)
		x.shut()
	}
	x.shut()
	return x.end()
}

func identifier(x *xmlWriter, what, value string) {
	x.open(what + "Identifier")
	x.leaf(what+"IdentifierType", "local")
	x.leaf(what+"IdentifierValue", value)
	x.shut()
}

func linking(x *xmlWriter, what, value string) {
	x.open("linking" + what + "Identifier")
	x.leaf("linking"+what+"IdentifierType", "local")
	x.leaf("linking"+what+"IdentifierValue", value)
	x.shut()
}
