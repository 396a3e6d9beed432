namespace Community.Messaging.Moderation;

/// <summary>Kinds of content that moderators decide about here, as the contracts name them.</summary>
internal static class ModeratedType
{
    public const string Thread = "thread";
    public const string Message = "message";
}

/// <summary>A content's author, and its community.</summary>
internal sealed record ContentDescription(Guid AuthorId, Guid? CommunityId);

/// <summary>
/// Content of one kind that moderators decide about; each feature registers its own. All calls work in the consumer's transaction.
/// </summary>
internal interface IModeratedContent
{
    /// <summary>A value of <see cref="ModeratedType"/>.</summary>
    string ContentType { get; }

    /// <summary>The author and place of a content; null: there is no such content.</summary>
    Task<ContentDescription?> DescribeAsync(Guid id, Guid reportedBy);

    /// <summary>Removes the content if the decision is newer than the last one carried out; then returns the author, else null.</summary>
    Task<Guid?> RemoveAsync(Guid id, long version, DateTimeOffset at);

    /// <summary>
    /// Shows removed content again, or held content for the first time; returns the author if the decision was carried out, else null.
    /// </summary>
    Task<Guid?> RestoreAsync(Guid id, long version);
}
