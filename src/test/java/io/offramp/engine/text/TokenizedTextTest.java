// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TokenizedTextTest {
  @Test
  void equals_sameContent_isEqual() {
    TokenizedText one = new TokenizedText(new int[] {2, 7, 3}, new int[3], false);
    TokenizedText same = new TokenizedText(new int[] {2, 7, 3}, new int[3], false);
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(one.length()).isEqualTo(3);
    assertThat(one.asTruncated()).isNotEqualTo(one);
    assertThat(one).isNotEqualTo(new TokenizedText(new int[] {2, 8, 3}, new int[3], false));
    assertThat(one)
        .isNotEqualTo(new TokenizedText(new int[] {2, 7, 3}, new int[] {0, 1, 1}, false));
    assertThat(one).hasToString("TokenizedText[ids=[2, 7, 3], types=[0, 0, 0], truncated=false]");
  }

  @Test
  void constructor_differentLengths_isRefused() {
    assertThatThrownBy(() -> new TokenizedText(new int[3], new int[2], false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 ids, 2 types");
  }
}
