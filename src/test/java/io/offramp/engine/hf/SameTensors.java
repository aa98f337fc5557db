// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.hf;

import static org.assertj.core.api.Assertions.assertThat;

import io.offramp.engine.bundle.Bundle;
import io.offramp.engine.bundle.BundleTensors;
import io.offramp.engine.torchscript.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Bundles' tensors, one by one. */
final class SameTensors {
  private SameTensors() {}

  static void assertSame(Bundle actual, Bundle expected) {
    List<Tensor> theirs = BundleTensors.of(expected);
    List<Tensor> ours = BundleTensors.of(actual);
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i).name()).isEqualTo(theirs.get(i).name());
      assertThat(ours.get(i).values()).as(ours.get(i).name()).isEqualTo(theirs.get(i).values());
    }
  }

  static Map<String, Tensor> byName(Bundle bundle) {
    return BundleTensors.of(bundle).stream()
        .collect(Collectors.toMap(Tensor::name, Function.identity()));
  }
}
