// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what torch, safetensors and transformers wrote, and compares with what they read back. */
final class CheckpointGoldenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "safetensors",
        "shards",
        "zip",
        "legacy",
        "nested",
        "module",
        "parameters",
        "torch-shards"
      })
  void open_checkpointOfPython_readsWhatPythonReads(String name) throws IOException {
    JsonNode expected = Goldens.expected(name);
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.folder(name))) {
      List<String> names = new ArrayList<>();
      expected.fieldNames().forEachRemaining(names::add);
      assertThat(checkpoint.tensors())
          .extracting(TensorInfo::name)
          .containsExactlyInAnyOrderElementsOf(new TreeSet<>(names))
          .hasSizeGreaterThan(1);
      for (TensorInfo tensor : checkpoint.tensors()) {
        JsonNode said = expected.get(tensor.name());
        assertThat(tensor.type().name()).as(tensor.name()).isEqualTo(said.get("type").textValue());
        List<Long> shape = new ArrayList<>();
        said.get("shape").forEach(size -> shape.add(size.longValue()));
        assertThat(tensor.shape()).as(tensor.name()).isEqualTo(shape);
        assertThat(checkpoint.find(tensor.name())).contains(tensor);
        if (said.has("values")) {
          float[] values = new float[said.get("values").size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = said.get("values").get(i).floatValue();
          }
          assertThat(checkpoint.floats(tensor.name())).as(tensor.name()).isEqualTo(values);
          assertThat(tensor.elements()).isEqualTo(values.length);
        } else {
          assertThatExceptionOfType(CheckpointException.class)
              .isThrownBy(() -> checkpoint.floats(tensor.name()))
              .withMessageContaining(
                  "tensor '%s' is of type %s (weights must be"
                      .formatted(tensor.name(), tensor.type()));
        }
      }
    }
  }
}
