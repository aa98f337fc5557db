// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.offramp.calibration.policy.PolicyProvenance;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  @Test
  void ofId_ownId_isItself() {
    for (Precision precision : Precision.values()) {
      assertThat(Precision.ofId(precision.id())).isEqualTo(precision);
    }
  }

  @Test
  void ofId_unknownName_isRefusedNamingAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Precision.ofId("int8"))
        .withMessage("Cannot compute in precision \"int8\" (must be one of fp32, bf16, fp16)");
  }

  @Test
  void ids_ofAll_areThoseThatPoliciesKnow() {
    assertThat(Arrays.stream(Precision.values()).map(Precision::id))
        .containsExactlyElementsOf(PolicyProvenance.PRECISIONS);
  }
}
