// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.spark.fixture.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** Links between pages lead somewhere, and every page of the site is linked from its index. */
final class LinksOfPagesTest {
  private static final Path SITE = Page.ROOT.resolve("src/site/markdown");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern FENCED =
      Pattern.compile("^ *```.*?^ *```$", Pattern.DOTALL | Pattern.MULTILINE);

  static Stream<Page> pages() {
    return Page.all().stream();
  }

  private static Stream<String> links(Page page) {
    return LINK.matcher(FENCED.matcher(page.text()).replaceAll(""))
        .results()
        .map(found -> found.group(1));
  }

  /** What a heading can be linked by: lower case, without marks, dashes for blanks. */
  private static Set<String> anchors(Path file) {
    Set<String> anchors = new HashSet<>();
    String text = FENCED.matcher(Tables.read(file)).replaceAll("");
    for (MatchResult heading : HEADING.matcher(text).results().toList()) {
      String plain = heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "");
      anchors.add(plain.replace(' ', '-'));
    }
    return anchors;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pages")
  void links_ofAPage_leadSomewhere(Page page) {
    Path from = Page.ROOT.resolve(page.name());
    for (String link : links(page).filter(to -> !to.matches("[a-z]+:.*")).toList()) {
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
      assertThat(Files.exists(target)).as("%s links to %s", page, link).isTrue();
      if (parts.length == 2) {
        assertThat(anchors(target)).as("%s links to %s", page, link).contains(parts[1]);
      }
    }
  }

  /** Readers may have a dark screen, or none. */
  @Test
  void pictures_haveATitleAndColoursForTheDark() throws Exception {
    try (Stream<Path> pictures = Files.list(Page.ROOT.resolve("src/site/resources/images"))) {
      for (Path picture : pictures.toList()) {
        Document svg =
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
        for (String needed : List.of("title", "desc")) {
          assertThat(svg.getElementsByTagName(needed).getLength()).as("%s", picture).isEqualTo(1);
        }
        assertThat(svg.getElementsByTagName("style").item(0).getTextContent())
            .contains("prefers-color-scheme: dark");
      }
    }
  }

  @Test
  void pages_ofTheSite_areLinkedFromTheIndex() {
    Set<String> linked = new TreeSet<>();
    links(Page.of("src/site/markdown/index.md"))
        .forEach(link -> linked.add(link.replaceFirst("#.*", "")));
    Set<String> there = new TreeSet<>();
    pages()
        .map(page -> Page.ROOT.resolve(page.name()))
        .filter(file -> SITE.equals(file.getParent()) && !file.endsWith("index.md"))
        .forEach(file -> there.add(String.valueOf(file.getFileName())));
    assertThat(linked).containsAll(there);
  }
}
