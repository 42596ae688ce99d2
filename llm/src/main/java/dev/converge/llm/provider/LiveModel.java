package dev.converge.llm.provider;

import dev.converge.llm.model.Model;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.SendNotice;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/// A provider's model through LangChain4j, which writes the request. What became of it is told from
/// the wire, see [ResponseClassifier].
final class LiveModel implements Model {
  private final ChatModel chat;
  private final Function<ModelRequest, ChatRequestParameters> parameters;
  private final ResponseClassifier outcomes;
  private final InstantSource clock;

  LiveModel(
      ChatModel chat,
      Function<ModelRequest, ChatRequestParameters> parameters,
      ResponseClassifier outcomes,
      InstantSource clock) {
    this.chat = chat;
    this.parameters = parameters;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  @Override
  public ModelAnswer ask(ModelRequest request, Duration within) throws InterruptedException {
    ChatRequest asked =
        ChatRequest.builder()
            .messages(SystemMessage.from(request.system()), UserMessage.from(request.user()))
            .parameters(parameters.apply(request))
            .build();
    SendNotice.give();
    ProviderHttpClient.Call call = new ProviderHttpClient.Call(within);
    Instant start = clock.instant();
    ScopedValue.where(ProviderHttpClient.CALL, call).run(() -> send(asked, call));
    if (call.failure instanceof InterruptedException) {
      throw new InterruptedException("the answer is no longer wanted");
    }
    return outcomes.of(request, call, Duration.between(start, clock.instant()));
  }

  /// Whatever is thrown here after a response came is about its form, which is read from the wire.
  private void send(ChatRequest asked, ProviderHttpClient.Call call) {
    try {
      chat.chat(asked);
    } catch (RuntimeException e) {
      if (call.response == null && call.failure == null) {
        call.failure = e;
      }
    }
  }
}
