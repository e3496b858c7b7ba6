package official

import (
	"errors"
	"io/fs"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
)

// largestFont bounds a file of a typeface, in bytes.
const largestFont = 64 << 20

// Fonts adds to the program's own face the typefaces that a bureau owns, from the
// files 仿宋.ttf, 黑体.ttf, 楷体.ttf and 小标宋.ttf of a folder; each is used under its
// name where the standard asks for it. What is not there is left to the program's
// face. A file that cannot be used is left out and told among the problems, so that
// a print never fails because of it; the error is for a program that is broken.
func Fonts(dir fs.FS) (fonts *print.Fonts, problems []error, err error) {
	if fonts, err = print.Embedded(); err != nil {
		return nil, nil, err
	}
	for _, family := range []string{FangSong, Hei, Kai, XiaoBiaoSong} {
		name := family + ".ttf"
		info, err := fs.Stat(dir, name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err == nil && info.Size() > largestFont:
			err = fault.Newf(fault.TooLarge, "字体文件“%s”超过 64 MB，没有使用，请换一个文件。", name)
		}
		var data []byte
		if err == nil {
			data, err = fs.ReadFile(dir, name)
		}
		if err == nil {
			var more *print.Fonts
			if more, err = fonts.With(family, data, nil); err == nil {
				fonts = more
				continue
			}
		}
		problems = append(problems, err)
	}
	return fonts, problems, nil
}
