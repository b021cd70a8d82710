package io.afterspike.kernels.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a kernel, read from its PTX, since the driver does not tell them: a launch with
 * others would read and write anywhere.
 *
 * @param kernel the kernel's name
 * @param types of the parameters in order, such as {@code u64} for pointers, {@code u32}, {@code
 *     f32}
 */
record EntryParameters(String kernel, List<String> types) {
  private static final Pattern ENTRY =
      Pattern.compile("\\.entry\\s+([\\w$]+)\\s*(?:\\(([^)]*)\\))?", Pattern.DOTALL);
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\.param\\s+(?:\\.align\\s+\\d+\\s+)?\\.(\\w+)\\s+(?:\\.ptr\\b[^,]*?)?([\\w$]+)"
              + "\\s*(\\[\\d+\\])?");

  EntryParameters {
    types = List.copyOf(types);
  }

  /** All kernels of a PTX text by name. */
  static Map<String, EntryParameters> of(String ptx) {
    Map<String, EntryParameters> all = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(ptx);
    while (entry.find()) {
      List<String> types = new ArrayList<>();
      if (entry.group(2) != null) {
        Matcher parameter = PARAMETER.matcher(entry.group(2));
        while (parameter.find()) {
          String array = parameter.group(3);
          types.add(parameter.group(1) + (array == null ? "" : array));
        }
      }
      all.put(entry.group(1), new EntryParameters(entry.group(1), types));
    }
    return all;
  }
}
