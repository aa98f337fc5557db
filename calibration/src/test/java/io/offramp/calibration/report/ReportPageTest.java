// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as files: what is in them, and what texts from outside can do to them. */
final class ReportPageTest {
  private static final ReportData DATA = SampleReports.report(2000);
  private static final Pattern EMBEDDED =
      Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

  private final Path folder;

  ReportPageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void page_holdsTheFiguresOfTheJson() throws Exception {
    List<Path> files = ReportFiles.write(DATA, ReportFormat.HTML, folder.resolve("r.html"));
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "r.html", "r.json", "r-exits.csv", "r-points.csv", "r-frontier.csv", "r-slices.csv");
    String page = Files.readString(files.get(0));
    Matcher embedded = EMBEDDED.matcher(page);
    assertThat(embedded.find()).isTrue();
    JsonMapper mapper = new JsonMapper();
    JsonNode inPage = mapper.readTree(embedded.group(1));
    assertThat(inPage).isEqualTo(mapper.readTree(files.get(1).toFile()));
    assertThat(inPage.get("format").asText()).isEqualTo("offramp-report");
    assertThat(inPage.get("points").get(DATA.chosen()).get("cost").get("value").asDouble())
        .isEqualTo(DATA.points().get(DATA.chosen()).cost().value());
    assertThat(Files.size(files.get(0))).isLessThan(3_000_000);
  }

  @Test
  void page_withScriptsInTexts_holdsNoMarkupOfTheirs() {
    String page = ReportFiles.text(DATA, ReportFormat.HTML);
    assertThat(DATA.differences().sample()).isNotEmpty();
    assertThat(page).doesNotContain(SampleReports.SCRIPT).doesNotContain("<script>alert");
    assertThat(Pattern.compile("</script>").matcher(page).results().count()).isEqualTo(3);
  }

  @Test
  void page_loadsNothing() {
    String page = ReportFiles.text(DATA, ReportFormat.HTML);
    assertThat(page)
        .contains("default-src 'none'")
        .contains("Licensed to the Apache Software Foundation")
        .doesNotContain("@import")
        .doesNotContainPattern("/\\*\\[[a-z]+]\\*/");
    String library =
        Resources.text("/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js");
    assertThat(page.replace(library, "")) // which can make pictures, in texts of its own
        .hasSizeLessThan(page.length())
        .doesNotContainPattern("<(script|img|iframe|link)[^>]*(src|href)=");
    for (String own : List.of("dom.js", "charts.js", "sections.js", "page.js", "compare.js")) {
      assertThat(Resources.own(own))
          .as(own)
          .doesNotContain("fetch(")
          .doesNotContain("innerHTML")
          .doesNotContain("eval(");
    }
  }

  @Test
  void csv_ofTextsThatLookLikeFormulas_disarmsThem() {
    Csv csv = new Csv("name", "number");
    csv.add("=1+1", 0.5);
    csv.add("a \"b\", c", null);
    csv.add("plain name", 3);
    assertThat(csv.text())
        .isEqualTo("name,number\n\"'=1+1\",0.5\n\"a \"\"b\"\", c\",\nplain name,3\n");
  }

  @Test
  void markdown_saysTheSameAndEscapesTexts() {
    String text = ReportFiles.text(DATA, ReportFormat.MD);
    assertThat(text)
        .startsWith("## Early exit: policy report\n\n**Certified: compared with running every row")
        .contains("| exit | cost | threshold | rows | share | accuracy | agreement |")
        .contains("### Other bounds")
        .contains("this policy")
        .contains("naive")
        .contains("\\<script\\>alert(1)\\</script\\>")
        .contains("| row | exit | says | last exit | label | text | second text |\n")
        .contains("second text of row")
        .doesNotContain("<script>");
    String cost = Headlines.percent(DATA.points().get(DATA.chosen()).cost().value());
    assertThat(text).contains("A row takes " + cost + " of the full model's compute on average");
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("| ")) {
        assertThat(line).endsWith("|").doesNotContain("\r");
      }
    }
  }

  @Test
  void markdown_columnsOfWords_standToTheLeft() {
    String text =
        new Markdown()
            .table(
                List.of(
                    List.of("row", "threshold", "says", "cost", "note"),
                    List.of("r1", "0.5", "sports", "25%", ""),
                    List.of("r2", "last exit", "économie", "–", "this policy"),
                    List.of("r3", "0.7", "7", "30%", "")))
            .text();
    assertThat(text).contains("| --- | ---: | --- | ---: | ---: |\n");
  }

  @Test
  void report_ofTheSameInput_isTheSame() {
    assertThat(SampleReports.report(2000)).isEqualTo(DATA);
  }
}
