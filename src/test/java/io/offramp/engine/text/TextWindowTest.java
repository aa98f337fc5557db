// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.text.TextWindow.SpaceRule;
import org.junit.jupiter.api.Test;

final class TextWindowTest {
  private static final TextWindow SMALL = new TextWindow(10, 4);

  @Test
  void of_maxLength_boundsByTokensAndNeverBelowTheLeast() {
    assertThat(TextWindow.of(8, SpaceRule.UNKNOWN)).isEqualTo(new TextWindow(16_384, 16_384));
    assertThat(TextWindow.of(512, SpaceRule.UNKNOWN)).isEqualTo(new TextWindow(32_768, 32_768));
    assertThat(TextWindow.of(512, SpaceRule.SPACES_SEPARATE))
        .isEqualTo(new TextWindow(32_768, 4_160));
    assertThat(TextWindow.of(Integer.MAX_VALUE, SpaceRule.SPACES_SEPARATE).bound())
        .isEqualTo(1 << 30);
  }

  @Test
  void bounded_longText_isNeverCutInsideASurrogatePair() {
    String face = "\uD83D\uDE00";
    assertThat(SMALL.bounded("0123456789")).isEqualTo("0123456789");
    assertThat(SMALL.exceeds("0123456789")).isFalse();
    assertThat(SMALL.bounded("0123456789a")).isEqualTo("0123456789");
    assertThat(SMALL.exceeds("0123456789a")).isTrue();
    assertThat(SMALL.bounded("012345678" + face)).isEqualTo("012345678");
    assertThat(SMALL.bounded("01234567" + face + "x")).isEqualTo("01234567" + face);
  }

  @Test
  void bounded_loneSurrogates_areReplacedOneByOne() {
    assertThat(SMALL.bounded("a\uD800b")).isEqualTo("a\uFFFDb");
    assertThat(SMALL.bounded("\uDE00\uD83D")).isEqualTo("\uFFFD\uFFFD");
    assertThat(SMALL.bounded("\uD83D\uD83D\uDE00\uDE00")).isEqualTo("\uFFFD\uD83D\uDE00\uFFFD");
  }

  @Test
  void head_longText_endsAtTheLastPlainSpace() {
    assertThat(SMALL.head("a bc")).as("short").isEqualTo("a bc");
    assertThat(SMALL.head("abc d e")).isEqualTo("abc");
    assertThat(SMALL.head("abcd e")).isEqualTo("abcd");
  }

  @Test
  void head_noPlainSpaceNearby_isTheWholeText() {
    assertThat(SMALL.head("a bcdef g")).as("too early").isEqualTo("a bcdef g");
    assertThat(SMALL.head("abc. def")).as("not between letters").isEqualTo("abc. def");
    assertThat(SMALL.head("abc é")).as("accent").isEqualTo("abc é");
    assertThat(SMALL.head("abcd ")).as("end").isEqualTo("abcd ");
  }
}
