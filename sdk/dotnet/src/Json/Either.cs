namespace Community.Sdk;

/// <summary>One of two answers: the other member is null.</summary>
/// <typeparam name="TFirst">The first answer's type.</typeparam>
/// <typeparam name="TSecond">The second answer's type.</typeparam>
/// <param name="First">The answer, if it is of the first type.</param>
/// <param name="Second">The answer, if it is of the second type.</param>
public sealed record Either<TFirst, TSecond>(TFirst? First, TSecond? Second)
    where TFirst : class
    where TSecond : class;
