// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.calibration.policy.Claim;
import io.offramp.calibration.policy.Guarantee;
import io.offramp.calibration.policy.Quantity;
import io.offramp.calibration.policy.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a terminal shows of claims. */
final class CertifiedTextTest {
  /** As a bet has it: every p-value says no more than that it was won. */
  private static Claim claim(Optional<String> slice, double estimate) {
    return claim(slice, estimate, 20);
  }

  private static Claim claim(Optional<String> slice, double estimate, long rows) {
    return new Claim(
        Quantity.ACCURACY_DROP, 0.1, slice, "betting", 0.05, rows, estimate, 0, 0, 0.05);
  }

  private static List<String> lines(int slices) {
    List<Claim> claims = new ArrayList<>(List.of(claim(Optional.empty(), 0)));
    for (int i = 0; i < slices; i++) {
      claims.add(claim(Optional.of("label \"%d\"".formatted(i)), 0.09 * i / slices));
    }
    return CertifiedText.claims(new Guarantee(0.95, Validity.EXACT, "m", 1, 1, 1, claims));
  }

  @Test
  void claims_ofFewSlices_areAllShownInTheirOrder() {
    assertThat(lines(10))
        .hasSize(11)
        .last()
        .asString()
        .contains("of rows with label \"9\" at most");
    assertThat(lines(10).get(1)).contains("label \"0\"");
  }

  @Test
  void claims_ofManySlices_areThoseNearTheirBoundAndANumber() {
    List<String> lines = lines(151);
    assertThat(lines).hasSize(12);
    assertThat(lines.get(0)).startsWith("certified: accuracy-drop at most 0.1 (");
    assertThat(lines.get(1)).contains("label \"150\"");
    assertThat(lines.get(10)).contains("label \"141\"");
    assertThat(lines.get(11))
        .isEqualTo(
            "certified: 141 more slices, none of them closer to its bound for its rows; the policy names them");
  }

  @Test
  void claims_ofSlicesWithOtherRows_areRankedByRoom() {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      claims.add(claim(Optional.of("label \"%d\"".formatted(i)), 0.05, 400));
    }
    claims.add(claim(Optional.of("label \"few\""), 0, 25)); // .1 * 5 against .05 * 20
    List<String> lines =
        CertifiedText.claims(new Guarantee(0.95, Validity.EXACT, "m", 1, 1, 1, claims));
    assertThat(lines.get(0)).contains("label \"few\"");
  }
}
