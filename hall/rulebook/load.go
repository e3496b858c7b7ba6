package rulebook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/rulebooks"
)

// Load reads one of the built-in books by its name, e.g. "qijiang-commerce".
func Load(name string) (*Book, error) {
	files, err := rulebooks.FS(name)
	if err != nil {
		return nil, err
	}
	return LoadFS(files)
}

// LoadDir reads a book from a folder, as `rules new` makes one.
func LoadDir(dir string) (*Book, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "rulebook.load", Field: "rulebook", Value: dir, Err: err,
			Say: "打不开规章文件夹“" + dir + "”，请核对路径。"}
	}
	defer root.Close()
	return LoadFS(root.FS())
}

// LoadNamed reads a built-in book by its name, or the book in a folder if there is
// no book of that name and what was written is a path to a folder.
func LoadNamed(name string) (*Book, error) {
	b, err := Load(name)
	if err == nil || slices.Contains(rulebooks.Names(), name) {
		return b, err
	}
	if info, statErr := os.Stat(name); statErr == nil && info.IsDir() {
		return LoadDir(name)
	}
	return nil, err
}

// maxFile is the largest file of a book that is read, in bytes.
const maxFile = 4 << 20

// LoadFS reads a book from its files: book.yaml, units.yaml, posts.yaml,
// cards/*.yaml, and, if there, added/*.yaml, archive.yaml, disclosure.yaml, catalogue.yaml, meeting.yaml, actors.yaml, words.yaml, tables.yaml,
// tables/*.yaml, examples/*.yaml and index.tsv. An
// unknown key, a wrong type, a second document or a clause given twice is an
// Invalid error that names the file. What only the whole book can tell is left
// to Check.
func LoadFS(files fs.FS) (*Book, error) {
	var head struct {
		Name       string      `yaml:"name"`
		Title      string      `yaml:"title"`
		Bureau     string      `yaml:"bureau"`
		Status     string      `yaml:"status"`
		Source     string      `yaml:"source"`
		InForce    civil.Date  `yaml:"in_force"`
		Chapters   []Chapter   `yaml:"chapters"`
		Parameters []Parameter `yaml:"parameters"`
	}
	if err := decode(files, "book.yaml", true, &head); err != nil {
		return nil, err
	}
	b := &Book{Name: head.Name, Title: head.Title, Bureau: head.Bureau, Status: head.Status, Source: head.Source,
		InForce: head.InForce, Chapters: head.Chapters, Parameters: head.Parameters}
	if b.Name == "" || b.Title == "" || b.Bureau == "" || b.InForce.IsZero() || len(b.Chapters) == 0 {
		return nil, bad("book.yaml", "name, title, bureau, in_force, chapters", "五项都要填写")
	}
	for _, part := range []struct {
		file string
		must bool
		into any
	}{{"units.yaml", true, &b.Units}, {"posts.yaml", true, &b.Posts}, {"archive.yaml", false, &b.Archive}, {"tables.yaml", false, &b.Tables}, {"actors.yaml", false, &b.Actors}, {"words.yaml", false, &b.Words}, {"disclosure.yaml", false, &b.Disclosure}, {"catalogue.yaml", false, &b.Catalogue}, {"meeting.yaml", false, &b.Meetings}} {
		if err := decode(files, part.file, part.must, part.into); err != nil {
			return nil, err
		}
	}
	if err := b.readTables(files); err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "cards/*.yaml")
	if err != nil {
		return nil, fault.Wrap("rulebook.load", fault.Internal, err)
	}
	for _, name := range names {
		var cards []Card
		if err := decode(files, name, true, &cards); err != nil {
			return nil, err
		}
		for _, c := range cards {
			c.Carried = true
			if err := b.add(name, c); err != nil {
				return nil, err
			}
		}
	}
	if err := b.readIndex(files); err != nil {
		return nil, err
	}
	b.local = len(b.cards)
	if err := b.readAdded(files); err != nil {
		return nil, err
	}
	for i := range b.Tables {
		t := &b.Tables[i]
		t.Actors = b.Actors
		t.Labels = b.labels(t.Labels)
		if err := t.compile(); err != nil {
			return nil, err
		}
	}
	order := map[string]int{}
	for i, c := range b.Chapters {
		order[c.Key] = i
	}
	for _, part := range [][]Card{b.cards[:b.local], b.cards[b.local:]} {
		slices.SortStableFunc(part, func(a, c Card) int { return order[a.Chapter] - order[c.Chapter] })
	}
	for i, c := range b.cards {
		b.byID[c.ID] = i
	}
	b.decides = b.deciding()
	return b, nil
}

// readTables takes tables/*.yaml and examples/*.yaml.
func (b *Book) readTables(files fs.FS) error {
	names, err := fs.Glob(files, "tables/*.yaml")
	if err != nil {
		return fault.Wrap("rulebook.load", fault.Internal, err)
	}
	for _, name := range names {
		var tables []Table
		if err := decode(files, name, true, &tables); err != nil {
			return err
		}
		b.Tables = append(b.Tables, tables...)
	}
	if names, err = fs.Glob(files, "examples/*.yaml"); err != nil {
		return fault.Wrap("rulebook.load", fault.Internal, err)
	}
	for _, name := range names {
		var examples []Example
		if err := decode(files, name, true, &examples); err != nil {
			return err
		}
		b.Examples = append(b.Examples, examples...)
	}
	return nil
}

// labels fills a table's own words with the book's.
func (b *Book) labels(own map[string]string) map[string]string {
	all := maps.Clone(b.Words)
	if all == nil {
		all = map[string]string{}
	}
	for _, t := range b.Tables {
		if _, ok := all[t.ID]; !ok {
			all[t.ID] = t.Label
		}
	}
	maps.Copy(all, own)
	return all
}

// readAdded takes the cards of chapters that the source names but does not give.
func (b *Book) readAdded(files fs.FS) error {
	names, err := fs.Glob(files, "added/*.yaml")
	if err != nil {
		return fault.Wrap("rulebook.load", fault.Internal, err)
	}
	for _, name := range names {
		var cards []Card
		if err := decode(files, name, true, &cards); err != nil {
			return err
		}
		for _, c := range cards {
			if c.From == "" {
				return bad(name, string(c.ID), "from 要写明依据的国家规定")
			}
			c.Carried = true
			if err := b.add(name, c); err != nil {
				return err
			}
		}
	}
	return nil
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-z0-9_]+)+$`)

func (b *Book) add(file string, c Card) error {
	if b.byID == nil {
		b.byID = map[law.ID]int{}
	}
	if !idForm.MatchString(string(c.ID)) {
		return bad(file, string(c.ID), "编号应由小写英文词和点组成")
	}
	if strings.HasPrefix(string(c.ID), "law.") != (c.From != "") {
		return bad(file, string(c.ID), "原文的条文不以 law. 开头，据国家规定增补的以 law. 开头并写明 from")
	}
	if _, twice := b.byID[c.ID]; twice {
		return bad(file, string(c.ID), "这一条出现了两次，请删去一处")
	}
	if _, ok := kinds[c.Kind]; !ok {
		return bad(file, string(c.ID)+" "+string(c.Kind), "没有这种条文种类")
	}
	if _, ok := b.Chapter(c.Chapter); !ok {
		return bad(file, string(c.ID)+" "+c.Chapter, "book.yaml 里没有这一章")
	}
	b.byID[c.ID] = len(b.cards)
	b.cards = append(b.cards, c)
	return nil
}

// readIndex takes the clauses that have no card yet.
func (b *Book) readIndex(files fs.FS) error {
	const name = "index.tsv"
	text, err := read(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	header := false
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		where := fmt.Sprintf("%s 第%d行", name, i+1)
		if len(f) != 6 {
			return bad(where, line, "应有六栏，以制表符分隔")
		}
		if !header {
			if line != "id\tchapter\tkind\tlocator\tlines\tmarks" {
				return bad(where, line, "栏名不对")
			}
			header = true
			continue
		}
		c := Card{ID: law.ID(f[0]), Chapter: f[1], Kind: Kind(f[2]), Locator: f[3], Lines: f[4]}
		if f[5] != "" {
			for mark := range strings.SplitSeq(f[5], ",") {
				switch mark {
				case "inferred":
					c.Inferred = true
				case "missing":
					c.Missing = true
				default:
					return bad(where, mark, "没有这种标记")
				}
			}
		}
		if err := b.add(where, c); err != nil {
			return err
		}
	}
	return nil
}

func read(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fault.Wrap("rulebook.load "+name, fault.Unavailable, err)
	}
	if len(text) > maxFile {
		return nil, fault.Newf(fault.TooLarge, "规章文件 %s 超过 %d MB，未读取。", name, maxFile>>20)
	}
	return text, nil
}

// decode reads one YAML document strictly.
func decode(files fs.FS, name string, must bool, into any) error {
	text, err := read(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		if !must {
			return nil
		}
		return bad(name, "", "缺少这个文件")
	}
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		e := bad(name, firstLine(err.Error()), "内容不合格式，请按提示的行号改正")
		e.Err = err
		return e
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return bad(name, "---", "一个文件只能有一份内容")
	}
	return nil
}

func firstLine(s string) string {
	s = strings.TrimPrefix(s, "yaml: unmarshal errors:\n")
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimSpace(s)
}

func bad(file, value, say string) *fault.Error {
	return &fault.Error{Kind: fault.Invalid, Op: "rulebook.load", Field: path.Clean(file), Value: value,
		Say: "规章文件 " + file + "：" + say + "（" + value + "）。"}
}
