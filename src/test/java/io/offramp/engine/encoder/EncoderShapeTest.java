// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EncoderShapeTest {
  private static EncoderShape shape(int... sizes) {
    return new EncoderShape(
        sizes[0],
        sizes[1],
        sizes[2],
        sizes[3],
        sizes[4],
        sizes[5],
        sizes[6],
        List.of(sizes[4]),
        sizes[7],
        Pooling.MEAN);
  }

  private static EncoderShape withExits(List<Integer> exitLayers) {
    return new EncoderShape(9, 8, 1, 4, 4, 2, 6, exitLayers, 2, Pooling.MEAN);
  }

  @ParameterizedTest
  @CsvSource({
    "0, vocabulary size, 1",
    "1, maximum length, 3",
    "2, token types, 1",
    "3, width, 1",
    "4, layers, 1",
    "5, heads, 1",
    "6, feed-forward width, 1",
    "7, classes, 0"
  })
  void shape_sizeBelowItsLeast_isRefusedByName(int which, String name, int least) {
    int[] sizes = {1, 3, 1, 1, 1, 1, 1, 1};
    assertThat(shape(sizes).exits()).isEqualTo(1);
    sizes[which] = least - 1;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shape(sizes))
        .withMessage(
            "Cannot build an encoder with %s %d (must be at least %d)"
                .formatted(name, least - 1, least));
  }

  @Test
  void shape_headsThatDoNotDivideTheWidth_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shape(9, 8, 1, 16, 1, 3, 6, 2))
        .withMessage("Cannot split width 16 over 3 heads (must divide evenly)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2,2,4 | must ascend within 1 to 4",
        "3,2,4 | must ascend within 1 to 4",
        "0,4   | must ascend within 1 to 4",
        "1,5   | must ascend within 1 to 4",
        "1,3   | the last must be layer 4",
        "      | the last must be layer 4"
      })
  void shape_exitsInWrongPlaces_areRefused(String exits, String reason) {
    List<Integer> layers = new ArrayList<>();
    for (String layer : exits == null ? new String[0] : exits.split(",", -1)) {
      layers.add(Integer.valueOf(layer));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withExits(layers))
        .withMessage("Cannot place exits after layers %s (%s)".formatted(layers, reason));
  }

  @Test
  void segments_exitsApart_coverEveryLayerOnce() {
    EncoderShape shape = withExits(List.of(1, 3, 4));
    assertThat(shape.exits()).isEqualTo(3);
    int next = 1;
    for (int exit = 1; exit <= 3; exit++) {
      assertThat(shape.firstLayer(exit)).isEqualTo(next);
      assertThat(shape.lastLayer(exit)).isEqualTo(shape.exitLayers().get(exit - 1));
      next = shape.lastLayer(exit) + 1;
    }
  }

  @Test
  void ofId_everyPooling_isFoundAgain() {
    for (Pooling pooling : Pooling.values()) {
      assertThat(Pooling.ofId(pooling.id())).isSameAs(pooling);
    }
    assertThat(Pooling.CLS.id()).isEqualTo("cls");
    assertThat(Pooling.MEAN.id()).isEqualTo("mean");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pooling.ofId("max"))
        .withMessage("Cannot pool by 'max' (must be mean or cls)");
  }
}
