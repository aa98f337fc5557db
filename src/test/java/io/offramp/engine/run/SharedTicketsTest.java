// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import org.junit.jupiter.api.Test;

final class SharedTicketsTest {
  private static final TextInput TEXT = new TextInput("red river", null);

  private final SharedTickets<String> shared = new SharedTickets<>();

  private static Ticket<String> ticket() {
    TokenizedText text = new TokenizedText(new int[1], new int[1], false);
    return new Ticket<>(text, 4, new UnaskedExit());
  }

  @Test
  void join_sameTextInAnotherString_givesItsTicket() {
    Ticket<String> ticket = ticket();
    shared.add(TEXT, ticket);
    TextInput copy = new TextInput(String.valueOf("red river".toCharArray()), null);
    assertThat(shared.has(copy)).isTrue();
    assertThat(shared.join(copy)).isSameAs(ticket);
    assertThat(shared.size()).isEqualTo(1);
  }

  @Test
  void has_anotherTextOrSecondText_isFalse() {
    shared.add(TEXT, ticket());
    assertThat(shared.has(new TextInput("Red river", null))).isFalse();
    assertThat(shared.has(new TextInput("red river ", null))).isFalse();
    assertThat(shared.has(new TextInput("red river", ""))).isFalse();
    assertThat(shared.has(new TextInput("red", " river"))).isFalse();
  }

  @Test
  void leave_textOfSeveralRows_isKnownUntilTheLastHasLeft() {
    shared.add(TEXT, ticket());
    shared.join(TEXT);
    shared.leave(TEXT);
    assertThat(shared.has(TEXT)).isTrue();
    shared.join(TEXT);
    shared.leave(TEXT);
    assertThat(shared.has(TEXT)).isTrue();
    shared.leave(TEXT);
    assertThat(shared.has(TEXT)).isFalse();
    assertThat(shared.size()).isZero();
  }

  @Test
  void add_textOnItsWay_isRefused() {
    Ticket<String> first = ticket();
    shared.add(TEXT, first);
    assertThatIllegalStateException()
        .isThrownBy(() -> shared.add(TEXT, ticket()))
        .withMessage("Cannot give a text a second ticket: it shares its first");
    assertThat(shared.join(TEXT)).isSameAs(first);
  }
}
