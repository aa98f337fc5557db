// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of papers and the sources that Javadoc names are the same. */
final class PapersPageTest {
  private static final Page PAGE = Page.of("src/site/markdown/papers.md");
  private static final Pattern COMMENT = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern ARXIV = Pattern.compile("arXiv[\\s*]+(\\d{4}\\.\\d{4,5})");
  private static final Pattern SOURCE = Pattern.compile("\\* (<p>)?Sources?: ");
  private static final Pattern CLASS = Pattern.compile("[a-z]+\\.[A-Z]\\w+");

  private static List<Path> classes() throws IOException {
    List<Path> classes = new ArrayList<>();
    for (String sources : List.of("calibration/src/main", "src/main", "spark-jobs/src/main/java")) {
      try (Stream<Path> files = Files.walk(Page.ROOT.resolve(sources))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(classes::add);
      }
    }
    return classes;
  }

  /** As the page names it: the last package, and the class. */
  private static String nameOf(Path file) {
    String simple = String.valueOf(file.getFileName()).replace(".java", "");
    return file.getName(file.getNameCount() - 2) + "." + simple;
  }

  @Test
  void papers_thatJavadocNames_areOnThePage() throws IOException {
    Set<String> papers = new TreeSet<>();
    Set<String> classes = new TreeSet<>();
    for (Path file : classes()) {
      for (MatchResult comment : COMMENT.matcher(Tables.read(file)).results().toList()) {
        ARXIV.matcher(comment.group()).results().map(found -> found.group(1)).forEach(papers::add);
        if (ARXIV.matcher(comment.group()).find() || SOURCE.matcher(comment.group()).find()) {
          classes.add("`" + nameOf(file) + "`");
        }
      }
    }
    assertThat(papers).hasSizeGreaterThan(15);
    assertThat(classes).hasSizeGreaterThan(20);
    assertThat(PAGE.text()).contains(papers).contains(classes);
  }

  @Test
  void classes_thatThePageNames_areThere() throws IOException {
    Set<String> named = new TreeSet<>();
    PAGE.spans().stream().filter(CLASS.asMatchPredicate()).forEach(named::add);
    List<String> there = classes().stream().map(PapersPageTest::nameOf).toList();
    assertThat(named).hasSizeGreaterThan(30).isSubsetOf(there);
  }
}
