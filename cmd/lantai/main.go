//go:debug zipinsecurepath=0
//go:debug tarinsecurepath=0

// Command lantai is the whole product: the server, the archive room from the
// command line, the rule book, backup and the doctor. One small file a subcommand.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"lantai.internal/base/fault"
	"lantai.internal/kit/cli"
)

type program struct {
	Init    initCmd    `cmd:"" help:"新建数据目录、机构和三位管理员（口令只显示一次）"`
	Demo    demoCmd    `cmd:"" help:"打开一个填好一年工作的演示单位"`
	Serve   serveCmd   `cmd:"" help:"启动网页服务"`
	Archive archiveCmd `cmd:"" help:"档案室：导入、整理、装盒、关账、打印、统计、核验"`
	Search  searchCmd  `cmd:"" help:"查档案：题名、文号、责任者、关键词、正文"`
	Ledger  ledgerCmd  `cmd:"" help:"台账：核验、出具与核对存证凭证"`
	Package packageCmd `cmd:"" help:"移交包：制作与检验"`
	Export  exportCmd  `cmd:"" help:"导出：公开专栏的静态网页"`
	Backup  backupCmd  `cmd:"" help:"备份、核验备份、恢复"`
	Doctor  doctorCmd  `cmd:"" help:"体检：哪里不对，该怎么办"`
	Decide  decideCmd  `cmd:"" help:"问规章：每行一个问题，每行一个回答"`
	Rules   rulesCmd   `cmd:"" help:"规章：检查、覆盖情况、条款卡、另建一本"`
	Version versionCmd `cmd:"" help:"版本"`
	Bench   benchCmd   `cmd:"" hidden:"" help:"量速度和内存"`
}

// place says which installation a command works on.
type place struct {
	Data     string `name:"data" placeholder:"目录" help:"数据目录"`
	Database string `name:"database" env:"LANTAI_DATABASE" placeholder:"网址" help:"PostgreSQL 地址；不写则用数据目录里的嵌入式数据库"`
	JSON     bool   `name:"json" help:"标准输出为一个 JSON 文档"`
}

// env is what a command runs in.
type env struct {
	context.Context
	s *cli.Streams
}

func (e *env) JSON(v any) error             { return e.s.JSON(v) }
func (e *env) Say(format string, a ...any)  { e.s.Say(format, a...) }
func (e *env) Tell(format string, a ...any) { e.s.Tell(format, a...) }

func main() { os.Exit(run(os.Args[1:], cli.Standard())) }

type done struct{ code int }

func run(args []string, s *cli.Streams) (code int) {
	defer func() {
		if r := recover(); r != nil {
			if d, ok := r.(done); ok {
				code = d.code
				return
			}
			panic(r)
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var p program
	k, err := kong.New(&p, kong.Name("lantai"), kong.Writers(s.Out, s.Err), kong.Exit(func(c int) { panic(done{c}) }),
		kong.Help(help), kong.NoDefaultHelp(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		s.Say("程序内部出错：%v", err)
		return cli.Failed
	}
	if len(args) == 0 || wantsHelp(args) {
		kctx, _ := kong.Trace(k, withoutHelp(args))
		if kctx == nil {
			return cli.Bad
		}
		_ = help(kong.HelpOptions{}, kctx)
		return cli.OK
	}
	said := &counted{Writer: s.Out}
	s = &cli.Streams{In: s.In, Out: said, Err: s.Err}
	kctx, err := k.Parse(args)
	if err != nil {
		s.Say("用法有误：%s", chinese(err))
		s.Say("运行 lantai --help 查看用法。")
		if asksJSON(args) {
			_ = s.JSON(refusal{*fault.New(fault.Invalid, "用法有误："+chinese(err))})
		}
		return cli.Bad
	}
	err = kctx.Run(&env{ctx, s})
	code = s.Report(err)
	if code >= cli.Bad && asksJSON(args) && said.n == 0 {
		_ = s.JSON(refusal{*fault.Of(err)})
	}
	return code
}

// counted knows whether anything was written: whoever asked for JSON gets one
// document, also when the command came to nothing.
type counted struct {
	io.Writer
	n int64
}

// Write implements io.Writer.
func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

func asksJSON(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return slices.Contains(args, "--json")
}

// refusal is the document of a command that came to nothing.
type refusal struct{ e fault.Error }

// MarshalJSON gives field, value and the text for people.
func (r refusal) MarshalJSON() ([]byte, error) {
	type body struct {
		Field   string `json:"field,omitempty"`
		Value   string `json:"value,omitempty"`
		Clause  string `json:"clause,omitempty"`
		Message string `json:"message"`
	}
	return json.Marshal(map[string]body{"error": {r.e.Field, r.e.Value, string(r.e.Clause), r.e.Safe()}})
}

func wantsHelp(args []string) bool {
	for _, a := range args {
		switch a {
		case "--help", "-h", "help":
			return true
		case "--":
			return false
		}
	}
	return false
}

func withoutHelp(args []string) []string {
	var out []string
	for _, a := range args {
		if a != "--help" && a != "-h" && a != "help" {
			out = append(out, a)
		}
	}
	return out
}

var quoted = regexp.MustCompile(`"([^"]*)"`)

// chinese puts the parser's complaints into Chinese; what it cannot is given as is.
func chinese(err error) string {
	t := quoted.ReplaceAllString(strings.ReplaceAll(err.Error(), `", "`, `"、"`), "“$1”")
	for _, r := range [][2]string{{"expected a valid 64 bit int", "应为整数"}, {"expected int value", "应为整数"}, {" (short flag); perhaps try ", "；负数请写成 "}, {"unknown flag ", "没有这个选项 "}, {"missing flags: ", "缺少选项："}, {"unexpected argument ", "多余的参数 "},
		{"expected one of ", "应为下列之一："}, {"missing positional arguments ", "缺少参数 "}, {"expected ", "缺少 "}, {", did you mean one of ", "。是不是 "}, {", did you mean ", "。是不是 "}, {"”?", "”？"}, {" must be one of ", " 只能是 "}, {" but got ", "，现在是 "}} {
		t = strings.ReplaceAll(t, r[0], r[1])
	}
	return t
}

// help prints usage in Chinese.
func help(_ kong.HelpOptions, ctx *kong.Context) error {
	w := ctx.Stdout
	n := ctx.Selected()
	if n == nil {
		n = ctx.Model.Node
		fmt.Fprintln(w, "兰台：按规章运行、自动形成档案的机关综合系统。")
	} else if n.Help != "" {
		fmt.Fprintln(w, n.Help)
	}
	fmt.Fprintf(w, "\n用法：%s\n", usage(ctx, n))
	section(w, "命令", func() {
		for _, c := range n.Children {
			if !c.Hidden {
				fmt.Fprintf(w, "  %-12s %s\n", c.Name, c.Help)
			}
		}
	}, len(n.Children) > 0)
	section(w, "参数", func() {
		for _, p := range n.Positional {
			fmt.Fprintf(w, "  %-12s %s\n", p.Summary(), p.Help)
		}
	}, len(n.Positional) > 0)
	section(w, "选项", func() {
		for _, f := range n.Flags {
			if !f.Hidden {
				fmt.Fprintf(w, "  --%-18s %s\n", f.Name, f.Help)
			}
		}
	}, len(n.Flags) > 0)
	return nil
}

func usage(ctx *kong.Context, n *kong.Node) string {
	s := strings.Join(strings.Fields(ctx.Model.Name+" "+strings.TrimPrefix(n.FullPath(), ctx.Model.Name)), " ")
	if len(n.Children) > 0 {
		return s + " 命令 [选项]"
	}
	for _, p := range n.Positional {
		s += " " + p.Summary()
	}
	return s + " [选项]"
}

func section(w io.Writer, title string, body func(), any bool) {
	if any {
		fmt.Fprintf(w, "\n%s：\n", title)
		body()
	}
}
