using System.Numerics.Tensors;
using Community.Companion.Words;
using Community.Platform.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Community.Companion.Tests.Words;

public sealed class EndpointEmbedderTests
{
    [Fact]
    public async Task TextsAreEmbeddedInTheirOrderWithLengthOne()
    {
        await using var stub = await StubEndpoint.StartAsync();
        var embedder = new EndpointEmbedder(Options(stub.Address));

        var vectors = await embedder.EmbedAsync(["chess", "garden", "chess club"], TestContext.Current.CancellationToken);

        vectors.Length.ShouldBe(3);
        vectors.ShouldAllBe(vector => vector.Length == 64 && Math.Abs(TensorPrimitives.Norm<float>(vector) - 1) < 1e-3f);
        TensorPrimitives.Dot<float>(vectors[0], vectors[2]).ShouldBeGreaterThan(TensorPrimitives.Dot<float>(vectors[1], vectors[2]));
        embedder.Model.ShouldBe("some-model/64");
    }

    [Fact]
    public async Task AnEndpointThatIsAwayIsSoonNotAskedAnyMore()
    {
        await using var stub = await StubEndpoint.StartAsync();
        stub.IsAway = true;
        var embedder = new EndpointEmbedder(Options(stub.Address));

        for (var i = 0; i < 10; i++)
        {
            await Should.ThrowAsync<EmbeddingException>(async () =>
                await embedder.EmbedAsync(["chess"], TestContext.Current.CancellationToken)
            );
        }

        stub.Calls.ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData("ftp://somewhere", "256")]
    [InlineData("nowhere", "256")]
    [InlineData("https://api.example.org/v1", "7")]
    public void WhatCannotBeIsSaidAtTheStart(string endpoint, string dimensions) =>
        Should.Throw<OptionsValidationException>(() =>
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["Companion:Embeddings:Endpoint"] = endpoint,
                        ["Companion:Embeddings:Dimensions"] = dimensions,
                    }
                )
                .Build()
                .GetSettings<EmbeddingOptions>()
        );

    private static EmbeddingOptions Options(string address) =>
        new()
        {
            Endpoint = address,
            ApiKey = "secret",
            Model = "some-model",
            Dimensions = 64,
        };
}
