namespace Community.Platform.Http.OpenApi;

/// <summary>
/// The text of an answer is a word of an enum, and is described as that enum. The member stays a text, so that a word which a newer
/// instance has stored is answered as it is.
/// </summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class WordOfAttribute<TEnum>() : WordOfAttribute(typeof(TEnum))
    where TEnum : struct, Enum;

/// <summary>See <see cref="WordOfAttribute{TEnum}"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class WordOfAttribute(Type type) : Attribute
{
    /// <summary>The enum.</summary>
    public Type Type => type;
}
