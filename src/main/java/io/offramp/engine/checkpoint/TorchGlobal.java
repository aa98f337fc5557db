// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.Optional;

/** The functions and classes that a pickle may name: what builds tensors, and nothing else. */
enum TorchGlobal {
  /** A view of a storage. */
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
  /** A tensor that is trained. */
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
  /** A dict. */
  ORDERED_DICT("collections", "OrderedDict"),
  /** A tuple of integers. */
  SIZE("torch", "Size");

  private final String module;
  private final String python;

  TorchGlobal(String module, String python) {
    this.module = module;
    this.python = python;
  }

  /** The name as Python writes it. */
  String pythonName() {
    return module + "." + python;
  }

  /** What a name stands for, if it is one of these or a storage's type. */
  static Optional<PickleValue> find(String module, String name) {
    for (TorchGlobal global : values()) {
      if (global.module.equals(module) && global.python.equals(name)) {
        return Optional.of(new PickleValue.Global(global));
      }
    }
    return module.equals("torch")
        ? storageType(name).map(PickleValue.StorageType::new)
        : Optional.empty();
  }

  private static Optional<ElementType> storageType(String name) {
    return switch (name) {
      case "DoubleStorage" -> Optional.of(ElementType.F64);
      case "FloatStorage" -> Optional.of(ElementType.F32);
      case "HalfStorage" -> Optional.of(ElementType.F16);
      case "BFloat16Storage" -> Optional.of(ElementType.BF16);
      case "LongStorage" -> Optional.of(ElementType.I64);
      case "IntStorage" -> Optional.of(ElementType.I32);
      case "ShortStorage" -> Optional.of(ElementType.I16);
      case "CharStorage" -> Optional.of(ElementType.I8);
      case "ByteStorage" -> Optional.of(ElementType.U8);
      case "BoolStorage" -> Optional.of(ElementType.BOOL);
      default -> Optional.empty();
    };
  }
}
