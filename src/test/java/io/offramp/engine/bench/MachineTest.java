// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineTest {
  @Test
  void value_ofALine_isWhatStandsBehindTheColon() {
    List<String> lines =
        List.of("processor\t: 0", "model name\t: A: B", "model name\t: C", "flags");
    assertThat(Machine.value(lines, "model name")).isEqualTo("A: B");
    assertThat(Machine.value(lines, "flags")).isEqualTo("unknown");
  }

  @Test
  void flags_areThoseThatTell() {
    assertThat(Machine.flags("fpu amx_bf16 avx512f avx2 avx512_bf16x"))
        .containsExactly("avx2", "avx512f", "amx_bf16");
  }

  @Test
  void hasBfloat16_needsOneOfItsFlags() {
    assertThat(new Machine("", List.of("avx512f"), 1, "", "").hasBfloat16()).isFalse();
    assertThat(new Machine("", List.of("avx512_bf16"), 1, "", "").hasBfloat16()).isTrue();
  }

  @Test
  void here_saysSomething() {
    Machine machine = Machine.here();
    assertThat(machine.cores()).isPositive();
    assertThat(machine.processor()).isNotBlank();
    assertThat(machine.libtorch()).isNotBlank();
  }
}
