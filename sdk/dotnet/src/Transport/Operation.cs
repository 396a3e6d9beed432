using Community.Sdk.Transport;

namespace Community.Sdk;

/// <summary>An operation of the API without an answer. <see cref="Operations"/> has all of them.</summary>
public class Operation
{
    internal Operation(string name, string verb, string path) => (Name, Verb, Path) = (name, verb, path);

    /// <summary>Its resource and method, such as <c>events.register</c>.</summary>
    public string Name { get; }

    /// <summary>The HTTP method.</summary>
    public string Verb { get; }

    /// <summary>The path below <c>/api/v1</c>, with {} in place of each parameter.</summary>
    public string Path { get; }

    /// <summary>Whether it takes an Idempotency-Key.</summary>
    public bool TakesKey { get; internal init; }

    /// <summary>Whether its body has a client_id, so that a repeat has one effect.</summary>
    public bool TakesClientId { get; internal init; }

    /// <summary>Whether it also works without a token.</summary>
    public bool IsOpen { get; internal init; }
}

/// <summary>An operation of the API.</summary>
/// <typeparam name="TAnswer">The type of its answer.</typeparam>
public sealed class Operation<TAnswer> : Operation
{
    internal Operation(string name, string verb, string path, Answer<TAnswer> answer)
        : base(name, verb, path) => Answer = answer;

    internal Answer<TAnswer> Answer { get; }
}
