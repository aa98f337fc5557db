// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.offramp.calibration.report.ReportData.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page in a real browser. Skipped where no chromedriver is on the PATH. With {@code
 * OFFRAMP_PICTURES} set to a folder, pictures of the page are left there to be looked at.
 */
final class ReportPageIT {
  private static @Nullable ReportData made;

  private final Path page;
  private @Nullable Browser started;

  ReportPageIT(@TempDir Path folder) {
    this.page = folder.resolve("report.html");
  }

  /** Made once, and not where there is no browser. */
  private static synchronized ReportData data() {
    ReportData known = made;
    if (known == null) {
      known = SampleReports.report(3000);
      made = known;
    }
    return known;
  }

  private Browser browser() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void open() throws Exception {
    Optional<Path> driver = Browser.installed();
    assumeTrue(driver.isPresent(), "no chromedriver on the PATH (install Chromium and its driver)");
    ReportFiles.write(data(), ReportFormat.HTML, page);
    started = Browser.start(driver.get());
    browser().screen(1280, 900);
    browser().open(page);
  }

  @AfterEach
  void close() throws Exception {
    if (started != null) {
      started.close();
    }
  }

  private double number(String script) throws Exception {
    return browser().eval("return " + script).asDouble();
  }

  private void move(int point) throws Exception {
    browser()
        .eval(
            "const s = document.getElementById('bound'); s.value = %d; s.dispatchEvent(new Event('input'));"
                .formatted(point));
  }

  private double shown(String tile) throws Exception {
    return number("Number(document.getElementById('%s').dataset.value)".formatted(tile));
  }

  private void assertShows(Point point) throws Exception {
    assertThat(shown("saved")).isEqualTo(point.saved().value());
    assertThat(shown("cost")).isEqualTo(point.cost().value());
    assertThat(shown("risk")).isEqualTo(Objects.requireNonNull(point.risk()).value());
    assertThat(shown("accuracy")).isEqualTo(Objects.requireNonNull(point.accuracy()).value());
    JsonNode rows =
        browser()
            .eval(
                "return [...document.querySelectorAll('#exit-table tbody tr')].map(r => [...r.cells].map(c => c.textContent))");
    assertThat(rows).hasSize(point.leaving().size());
    for (int exit = 0; exit < rows.size(); exit++) {
      assertThat(rows.get(exit).get(3).asText())
          .isEqualTo("%,d".formatted(point.leaving().get(exit)));
      if (exit < point.thresholds().size()) {
        Double threshold = point.thresholds().get(exit);
        String text = rows.get(exit).get(2).asText();
        if (threshold == null) {
          assertThat(text).isEqualTo("never");
        } else {
          assertThat(Double.parseDouble(text)).isCloseTo(threshold, within(5.1e-5));
        }
      }
    }
  }

  @Test
  void charts_whenOpened_areDrawn() throws Exception {
    assertThat(number("document.querySelectorAll('.chart').length")).isGreaterThanOrEqualTo(9);
    assertThat(
            number(
                "[...document.querySelectorAll('.chart')].filter(c => c.querySelectorAll('svg path').length < 3).length"))
        .isZero();
    assertThat(browser().console()).isEmpty();
    assertThat(browser().requests()).allMatch(address -> address.startsWith("file:"));
  }

  /** The part of a curve that is certified is its safe end for a risk, its cheap end for a cost. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void frontier_drawsAsCertifiedWhatIsAndNoMore(boolean ofCost) throws Exception {
    ReportData report = ofCost ? SampleReports.ofCost(3000) : data();
    ReportFiles.write(report, ReportFormat.HTML, page);
    browser().open(page);
    JsonNode drawn =
        browser()
            .eval(
                "return charts[0].drawn.getOption().series.filter(s => s.type === 'line' && s.name.endsWith(': certified')).map(s => s.data.filter(d => d[1] !== '-').map(d => d[0]))");
    List<List<Double>> certified =
        report.frontier().stream()
            .map(
                curve ->
                    curve.points().stream()
                        .filter(ReportData.CurvePoint::certified)
                        .map(point -> 100 * point.cost())
                        .toList())
            .filter(costs -> !costs.isEmpty())
            .toList();
    assertThat(certified).isNotEmpty();
    assertThat(report.frontier().stream().flatMap(curve -> curve.points().stream()))
        .anyMatch(point -> !point.certified());
    List<List<Double>> shown = new ArrayList<>();
    for (JsonNode curve : drawn) {
      List<Double> costs = new ArrayList<>();
      curve.forEach(cost -> costs.add(cost.asDouble()));
      shown.add(costs);
    }
    assertThat(shown).isEqualTo(certified);
    assertThat(openSteps()).isEqualTo(openSteps(report));
  }

  /** The steps between neighbours that are drawn as not certified, by curve that has any. */
  private List<List<List<Double>>> openSteps() throws Exception {
    JsonNode drawn =
        browser()
            .eval(
                "return charts[0].drawn.getOption().series.filter(s => s.name.endsWith(': not certified')).map(s => s.data.slice(1).map((d, i) => [s.data[i], d]).filter(([a, b]) => a[1] !== '-' && b[1] !== '-').map(([a, b]) => [a[0], b[0]]))");
    List<List<List<Double>>> curves = new ArrayList<>();
    for (JsonNode curve : drawn) {
      List<List<Double>> steps = new ArrayList<>();
      curve.forEach(step -> steps.add(List.of(step.get(0).asDouble(), step.get(1).asDouble())));
      curves.add(steps);
    }
    return curves;
  }

  /** Those of which an end at least is not certified. */
  private static List<List<List<Double>>> openSteps(ReportData report) {
    List<List<List<Double>>> curves = new ArrayList<>();
    for (ReportData.Curve curve : report.frontier()) {
      List<List<Double>> steps = new ArrayList<>();
      for (int i = 1; i < curve.points().size(); i++) {
        ReportData.CurvePoint from = curve.points().get(i - 1);
        ReportData.CurvePoint to = curve.points().get(i);
        if (!from.certified() || !to.certified()) {
          steps.add(List.of(100 * from.cost(), 100 * to.cost()));
        }
      }
      if (curve.points().stream().anyMatch(point -> !point.certified())) {
        curves.add(steps);
      }
    }
    return curves;
  }

  @Test
  void slider_whenMoved_showsTheFiguresOfItsPoint() throws Exception {
    assertThat(data().points()).hasSizeGreaterThan(4);
    assertShows(data().points().get(data().chosen()));
    for (int point : new int[] {0, data().chosen() - 1, data().points().size() - 1}) {
      move(point);
      assertShows(data().points().get(point));
      assertThat(
              browser().eval("return document.getElementById('bound-says').textContent").asText())
          .startsWith("exploration, no guarantee");
    }
    browser().eval("document.getElementById('back').click()");
    assertShows(data().points().get(data().chosen()));
    assertThat(browser().eval("return document.getElementById('bound-says').textContent").asText())
        .startsWith("certified at 2 pts");
    assertThat(browser().console()).isEmpty();
  }

  @Test
  void numbers_areSaidToBeNearOrRightAndToMakeNoClasses() throws Exception {
    ReportData numbers = SampleNumbers.report(2000);
    ReportFiles.write(numbers, ReportFormat.HTML, page);
    browser().open(page);
    assertThat(browser().eval("return document.getElementById('slices').textContent").asText())
        .contains("Labels are numbers, so there are no classes");
    assertThat(browser().eval("return document.getElementById('differences').textContent").asText())
        .contains(numbers.differences().words())
        .contains("near each other, but only full depth was right")
        .doesNotContain("undefined");
    assertThat(browser().console()).isEmpty();
  }

  @Test
  void scriptInTexts_isShownAndNotRun() throws Exception {
    assertThat(number("document.querySelectorAll('main script, header script').length")).isZero();
    assertThat(browser().eval("return document.body.innerText").asText())
        .contains(SampleReports.SCRIPT + " text of row")
        .contains("label \"" + SampleReports.SCRIPT + "\"")
        .contains("language \"" + SampleReports.SCRIPT + "\"");
  }

  @ParameterizedTest
  @ValueSource(ints = {390, 1280})
  void page_atAWidth_overflowsNowhere(int width) throws Exception {
    browser().screen(width, 844);
    browser().open(page);
    browser().eval("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertThat(number("document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    assertThat(
            browser()
                .eval(
                    "return [...document.querySelectorAll('main *, header *, footer *')].filter(e => { const b = e.getBoundingClientRect(); return b.width > 0 && b.right > innerWidth + 1 && !e.closest('thead') && !e.closest('svg'); }).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40))"))
        .isEmpty();
    picture("report-%d.png".formatted(width));
  }

  @Test
  void dark_redrawsInOtherColours() throws Exception {
    String background = "return getComputedStyle(document.body).backgroundColor";
    String light = browser().eval(background).asText();
    String barsInDark =
        "return document.querySelector('#exits .chart svg').outerHTML.includes('#56b4e9')";
    assertThat(browser().eval(barsInDark).asBoolean()).isFalse();
    browser().colours("dark");
    browser().until(barsInDark);
    assertThat(browser().eval(background).asText()).isNotEqualTo(light);
    picture("report-dark.png");
  }

  @Test
  void headingsAndCharts_canBeReadAloud() throws Exception {
    JsonNode levels =
        browser().eval("return [...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])");
    int before = 0;
    for (JsonNode level : levels) {
      assertThat(level.asInt()).isLessThanOrEqualTo(before + 1);
      before = level.asInt();
    }
    assertThat(number("[...document.querySelectorAll('.chart')].filter(c => !c.ariaLabel).length"))
        .isZero();
    assertThat(number("document.querySelectorAll('h1').length")).isEqualTo(1);
  }

  @Test
  void print_leavesTheSliderOut() throws Exception {
    byte[] pdf = browser().print();
    assertThat(pdf.length).isGreaterThan(20_000);
    Optional<Path> pictures = pictures();
    if (pictures.isPresent()) {
      Files.write(pictures.get().resolve("report.pdf"), pdf);
    }
    browser()
        .command(
            "Emulation.setEmulatedMedia",
            new JsonMapper().createObjectNode().put("media", "print"));
    assertThat(
            browser()
                .eval("return getComputedStyle(document.querySelector('.panel')).display")
                .asText())
        .isEqualTo("none");
  }

  private void picture(String name) throws Exception {
    Optional<Path> pictures = pictures();
    if (pictures.isPresent()) {
      Files.write(pictures.get().resolve(name), browser().picture());
    }
  }

  private static Optional<Path> pictures() throws IOException {
    Optional<Path> folder = Optional.ofNullable(System.getenv("OFFRAMP_PICTURES")).map(Path::of);
    if (folder.isPresent()) {
      Files.createDirectories(folder.get());
    }
    return folder;
  }
}
