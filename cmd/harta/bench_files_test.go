package main

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// benchFiles are the files of the benchmark: as many different records in each.
type benchFiles struct{ csv, book, json string }

// benchColumns are those of the Los Angeles profile.
var benchColumns = strings.Split("srnumber,requesttype,status,createddate,updateddate,servicedate,closeddate,requestsource,owner,anonymous,apc", ",")

// benchServices are what the records are about.
var benchServices = []string{"Bulky Items", "Graffiti Removal", "Illegal Dumping Pickup", "Metal/Household Appliances", "Electronic Waste"}

// benchRow is a record as a row of a file.
func benchRow(file, i int) []string {
	month, day := 1+i%12, 1+i%28
	opened, closed := fmt.Sprintf("%02d/%02d/20 10:%02d", month, day, i%60), fmt.Sprintf("%02d/%02d/20 12:00", month, day)
	return []string{fmt.Sprintf("%d-%09d", file, i), benchServices[i%len(benchServices)], "Closed", opened, closed, "", closed, "Call", "BOS", "N", ""}
}

// writeBenchFiles writes the files.
func (s *soak) writeBenchFiles(rows int) benchFiles {
	files := benchFiles{filepath.Join(s.dir, "bench.csv"), filepath.Join(s.dir, "bench.xlsx"), filepath.Join(s.dir, "bench.ndjson")}
	c, err := os.Create(files.csv)
	soakMust(s.t, err)
	j, err := os.Create(files.json)
	soakMust(s.t, err)
	cw, jw := bufio.NewWriter(c), bufio.NewWriter(j)
	fmt.Fprintln(cw, strings.Join(benchColumns, ","))
	for i := range rows {
		fmt.Fprintln(cw, strings.Join(benchRow(1, i), ","))
		month, day := 1+i%12, 1+i%28
		fmt.Fprintf(jw, `{"number":"1-%09d","version":1,"service":%q,"department":"BOS","channel":"phone","received":"2020-%02d-%02dT10:%02d:00+02:00","finished":"2020-%02d-%02dT12:00:00+02:00","outcome":"completed"}`+"\n",
			i, benchServices[i%len(benchServices)], month, day, i%60, month, day)
	}
	soakMust(s.t, errors.Join(cw.Flush(), c.Close(), jw.Flush(), j.Close(), writeBenchBook(files.book, rows)))
	return files
}

// The parts of a workbook around its sheet.
var bookFrame = map[string]string{
	"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
	"_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
		`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="rId1"/></sheets></workbook>`,
	"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" ` +
		`Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
}

// writeBenchBook writes a workbook as spreadsheets save it: every text once, in a part of its own, and the cells refer to it.
func writeBenchBook(path string, rows int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	book := zip.NewWriter(f)
	for name, content := range bookFrame {
		part, err := book.Create(name)
		if err != nil {
			return err
		}
		if _, err := part.Write([]byte(content)); err != nil {
			return err
		}
	}
	texts := map[string]int{}
	var order []string
	sheet, err := book.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(sheet)
	line := func(n int, cells []string) {
		fmt.Fprintf(w, `<row r="%d">`, n)
		for column, text := range cells {
			if text == "" {
				continue
			}
			at, known := texts[text]
			if !known {
				at = len(order)
				texts[text], order = at, append(order, text)
			}
			fmt.Fprintf(w, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+column, n, at)
		}
		w.WriteString("</row>")
	}
	w.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	line(1, benchColumns)
	for i := range rows {
		line(2+i, benchRow(2, i))
	}
	w.WriteString("</sheetData></worksheet>")
	if err := w.Flush(); err != nil {
		return err
	}
	part, err := book.Create("xl/sharedStrings.xml")
	if err != nil {
		return err
	}
	w.Reset(part)
	w.WriteString(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`)
	for _, text := range order {
		fmt.Fprintf(w, "<si><t>%s</t></si>", text)
	}
	w.WriteString("</sst>")
	return errors.Join(w.Flush(), book.Close(), f.Close())
}
