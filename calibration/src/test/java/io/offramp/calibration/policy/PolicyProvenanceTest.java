// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyProvenanceTest {
  @Test
  void build_timeNotAnInstant_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PolicyProvenance("yesterday", "0.1.0", "t", 0))
        .withMessage(
            "Cannot record when a policy was made: \"yesterday\" (must be an ISO-8601 instant such"
                + " as 2026-01-31T12:00:00Z)");
  }

  @Test
  void build_blankNames_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PolicyProvenance("2026-01-31T12:00:00Z", "0.1.0", " ", 0))
        .withMessage("Cannot record where a policy comes from: traces \" \" (must not be blank)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PolicyProvenance("2026-01-31T12:00:00Z", "", "t", 0))
        .withMessage(
            "Cannot record where a policy comes from: Offramp version \"\" (must not be blank)");
  }

  @Test
  void build_unknownPrecision_isRefusedNamingAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new PolicyProvenance("2026-01-31T12:00:00Z", "0.1.0", "t", 0, Optional.of("int8")))
        .withMessage(
            "Cannot record where a policy comes from: precision \"int8\" (must be one of fp32, bf16,"
                + " fp16)");
  }

  @Test
  void version_builtByMaven_isTheProjects() {
    assertThat(OfframpVersion.current()).matches("\\d+\\.\\d+\\.\\d+.*");
  }
}
