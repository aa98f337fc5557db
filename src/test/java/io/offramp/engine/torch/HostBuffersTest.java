// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class HostBuffersTest {
  @Test
  void take_aBuffer_isTheSameMemoryOnBothSides() {
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      HostBuffers buffers = new HostBuffers(scope);
      try (HostBuffers.Loan loan = buffers.take(5)) {
        loan.ints().put(new int[] {7, Float.floatToRawIntBits(2.5f), -1, 4, 5});
        assertThat(loan.intTensor().toIntArray()).startsWith(7).contains(-1);
        assertThat(loan.realTensor().toFloatArray()[1]).isEqualTo(2.5f);
        loan.realTensor().muli(2);
        assertThat(loan.reals().get(1)).isEqualTo(5f);
      }
    }
  }

  @Test
  void take_twiceAtATime_lendsTwoBuffersAndThenTheseAgain() {
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      HostBuffers buffers = new HostBuffers(scope);
      NDArray one;
      NDArray other;
      try (HostBuffers.Loan first = buffers.take(8);
          HostBuffers.Loan second = buffers.take(8)) {
        one = first.intTensor();
        other = second.intTensor();
        assertThat(one).isNotSameAs(other);
      }
      try (HostBuffers.Loan again = buffers.take(3)) {
        assertThat(again.intTensor() == one || again.intTensor() == other).isTrue();
      }
    }
  }

  @Test
  void take_moreThanThereIs_lendsALargerBuffer() {
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      HostBuffers buffers = new HostBuffers(scope);
      buffers.take(4).close();
      try (HostBuffers.Loan large = buffers.take(1000)) {
        assertThat(large.ints().capacity()).isGreaterThanOrEqualTo(1000);
        assertThat(large.intTensor().size()).isEqualTo(large.ints().capacity());
      }
    }
  }
}
