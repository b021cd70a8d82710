package io.afterspike.bench.study;

import io.afterspike.bench.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a study lacks, in plain words.
 *
 * @param machine the name of the machine
 * @param what what was to be measured
 * @param reason why it was not
 * @param failed whether something went wrong that should not
 */
public record NotMeasured(String machine, String what, String reason, boolean failed) {
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("what", what);
    json.put("reason", reason);
    json.put("failed", failed);
    return json;
  }

  static NotMeasured read(JsonObject json) {
    return new NotMeasured(
        json.text("machine"), json.text("what"), json.text("reason"), json.flag("failed"));
  }
}
