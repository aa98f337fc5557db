// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.encoder;

import io.offramp.engine.torchscript.Tensor;
import io.offramp.engine.torchscript.TorchScriptModule;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * TorchScript of matrix products alone, by the kernels that layers run by: what a processor gives
 * where nothing else is in the way.
 *
 * <p>Methods: {@code prepare(any) -> any}, called once, casts and lays out; {@code product_i(any)
 * -> [rows,out]}, i from 0.
 */
public final class ProductTemplate {
  /** Name of the class in the archive. */
  private static final String CLASS_NAME = "MatrixProducts";

  private static final String PRODUCT =
      """
        def product_$I(self: __torch__.$CLASS, any: Tensor) -> Tensor:
          return $LINEAR
      """;

  private ProductTemplate() {}

  /**
   * A product of [rows,in] with [in,out].
   *
   * @param rows of the left matrix
   * @param in columns of the left matrix
   * @param out columns of the result
   */
  public record Size(int rows, int in, int out) {
    /** Floating-point operations; a multiply-add counts two. */
    public double flops() {
      return 2.0 * rows * in * out;
    }
  }

  /**
   * The products of a layer of an encoder.
   *
   * @param tokens rows of the left matrices: a batch's tokens
   */
  public static List<Size> ofLayer(EncoderShape shape, int tokens) {
    int width = shape.width();
    int inner = shape.feedForwardWidth();
    return List.of(
        new Size(tokens, width, 3 * width),
        new Size(tokens, width, width),
        new Size(tokens, width, inner),
        new Size(tokens, inner, width));
  }

  /** The module of such products; the same seed gives the same values. */
  public static TorchScriptModule module(
      List<Size> sizes, Kernels kernels, Precision precision, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tensor> tensors = new ArrayList<>();
    StringBuilder prepare = new StringBuilder();
    StringBuilder products = new StringBuilder();
    for (int i = 0; i < sizes.size(); i++) {
      Size size = sizes.get(i);
      tensors.add(tensor("left_" + i, random, size.rows(), size.in()));
      tensors.add(tensor("right_" + i + "_weight", random, size.out(), size.in()));
      tensors.add(tensor("right_" + i + "_bias", random, size.out()));
      prepare.append(cast("self.left_" + i, precision));
      prepare.append(cast("self.right_" + i + "_weight", precision));
      prepare.append(cast("self.right_" + i + "_bias", precision));
      String weight = "self.right_" + i + "_weight";
      prepare.append("    %s = %s\n".formatted(weight, kernels.packed(weight)));
      String linear = kernels.linear("self.left_" + i, "right_" + i);
      products.append(PRODUCT.replace("$I", Integer.toString(i)).replace("$LINEAR", linear));
    }
    String methods =
        "  def prepare(self: __torch__.$CLASS, any: Tensor) -> Tensor:\n"
            + prepare
            + "    return any\n"
            + products;
    return new TorchScriptModule(
        CLASS_NAME, List.of(), tensors, methods.replace("$CLASS", CLASS_NAME));
  }

  private static String cast(String tensor, Precision precision) {
    return "    %s = torch.to(%s, %d)\n".formatted(tensor, tensor, precision.torchCode());
  }

  private static Tensor tensor(String name, SplittableRandom random, int... sizes) {
    long[] shape = new long[sizes.length];
    int elements = 1;
    for (int i = 0; i < sizes.length; i++) {
      shape[i] = sizes[i];
      elements = Math.multiplyExact(elements, sizes[i]);
    }
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return new Tensor(name, shape, values);
  }
}
