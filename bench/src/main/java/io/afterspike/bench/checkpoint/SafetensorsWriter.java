package io.afterspike.bench.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the safetensors format. */
final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  static void write(Safetensors content, OutputStream out) throws IOException {
    byte[] header = header(content).getBytes(StandardCharsets.UTF_8);
    int length = Math.ceilDiv(header.length, ALIGNMENT) * ALIGNMENT;
    if (length > Safetensors.LONGEST_HEADER) {
      throw new IllegalArgumentException(
          "names and metadata: expected at most "
              + Safetensors.LONGEST_HEADER
              + " bytes, found "
              + length);
    }
    byte[] padding = new byte[length - header.length];
    Arrays.fill(padding, (byte) ' ');
    out.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    out.write(header);
    out.write(padding);
    byte[] chunk = new byte[Tensor.CHUNK];
    for (Tensor tensor : content.tensors().values()) {
      for (int from = 0; from < tensor.length(); ) {
        int count = tensor.encode(from, chunk);
        out.write(chunk, 0, count * tensor.type().bytes());
        from += count;
      }
    }
  }

  private static String header(Safetensors content) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeName(Safetensors.METADATA);
      json.writeStartObject();
      content.metadata().forEach(json::writeStringProperty);
      json.writeEndObject();
      long offset = 0;
      for (Map.Entry<String, Tensor> entry : content.tensors().entrySet()) {
        Tensor tensor = entry.getValue();
        long end = offset + (long) tensor.length() * tensor.type().bytes();
        json.writeName(entry.getKey());
        json.writeStartObject();
        json.writeStringProperty("dtype", tensor.type().name());
        json.writeName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeName("data_offsets");
        json.writeArray(new long[] {offset, end}, 0, 2);
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    return text.toString();
  }
}
