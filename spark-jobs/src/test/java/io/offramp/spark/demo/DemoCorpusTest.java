// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DemoCorpusTest {
  private static final int ROWS = 4000;
  private static final Pattern EASY = Pattern.compile(", i write about ([a-z ]+)\\.");
  private static final Pattern HARD = Pattern.compile("please answer the (\\w+) only\\.$");

  private final List<DemoCorpus.Request> corpus = DemoCorpus.write(ROWS, 17);

  @Test
  void write_sameSeed_givesTheSameRows() {
    assertThat(DemoCorpus.write(ROWS, 17)).isEqualTo(corpus);
    assertThat(DemoCorpus.write(ROWS, 18)).isNotEqualTo(corpus);
    assertThat(DemoCorpus.write(10, 17)).isEqualTo(corpus.subList(0, 10));
  }

  @Test
  void write_rows_haveIdsInOrderAndEveryLabel() {
    Set<String> labels = new HashSet<>();
    for (int i = 0; i < ROWS; i++) {
      assertThat(corpus.get(i).id()).isEqualTo(i);
      assertThat(corpus.get(i).text()).isNotBlank();
      labels.add(corpus.get(i).label());
    }
    assertThat(labels).containsExactlyInAnyOrderElementsOf(DemoCorpus.desks()).hasSize(4);
    for (String label : labels) {
      assertThat(corpus.stream().filter(row -> row.label().equals(label)).count())
          .isBetween(ROWS / 5L, ROWS * 3L / 10);
    }
  }

  @Test
  void write_kinds_areMixedAsPromised() {
    assertThat(share(EASY)).isBetween(0.47, 0.53);
    assertThat(share(Pattern.compile(" is still open\\. "))).isBetween(0.22, 0.28);
    assertThat(share(HARD)).isBetween(0.22, 0.28);
  }

  private double share(Pattern pattern) {
    long rows = corpus.stream().filter(row -> pattern.matcher(row.text()).find()).count();
    return rows / (double) ROWS;
  }

  /** What a matter's desk is, is learnt from the easy rows that speak of one. */
  @Test
  void write_hardRows_areLabelledByTheMatterTheyAskFor() {
    Map<String, Map<String, Integer>> votes = new HashMap<>();
    for (DemoCorpus.Request row : corpus) {
      Matcher easy = EASY.matcher(row.text());
      if (easy.find()) {
        votes
            .computeIfAbsent(easy.group(1), matter -> new HashMap<>())
            .merge(row.label(), 1, Integer::sum);
      }
    }
    int hard = 0;
    int right = 0;
    for (DemoCorpus.Request row : corpus) {
      Matcher asked = HARD.matcher(row.text());
      if (asked.find()) {
        Matcher matter =
            Pattern.compile(" " + asked.group(1) + " ([a-z ]+)\\. ").matcher(row.text());
        assertThat(matter.find()).as(row.text()).isTrue();
        Map<String, Integer> desks = Objects.requireNonNull(votes.get(matter.group(1)));
        int most = desks.values().stream().max(Integer::compare).orElseThrow();
        hard++;
        right += Objects.equals(desks.get(row.label()), most) ? 1 : 0;
      }
    }
    assertThat(right / (double) hard).isBetween(0.96, 0.999); // a few labels are wrong on purpose
  }
}
