import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HexFormat;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends one record for each line of hexadecimal key, and prints the partition and offset, or the class of the error. */
public final class Produce {
  public static void main(String[] arguments) throws Exception {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", arguments[0]);
    settings.put("security.protocol", "SASL_PLAINTEXT");
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    settings.put("sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
            + arguments[1] + "\" password=\"" + System.getenv("TRIBUTARY_TEST_PASSWORD") + "\";");
    settings.put("key.serializer", ByteArraySerializer.class.getName());
    settings.put("value.serializer", ByteArraySerializer.class.getName());
    settings.put("max.block.ms", "10000");
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        byte[] key = HexFormat.of().parseHex(line);
        try {
          RecordMetadata sent = producer.send(new ProducerRecord<>(arguments[2], key, new byte[0])).get();
          System.out.println(sent.partition() + " " + sent.offset());
        } catch (Exception error) {
          Throwable cause = error.getCause() == null ? error : error.getCause();
          System.out.println(cause.getClass().getSimpleName());
        }
      }
    }
  }
}
