namespace Community.Companion.Conversation;

/// <summary>
/// An answer that is generated in this process, for any number of readers who follow it, each at a pace of its own. What was released is never taken
/// back here; that the answer became another in the end is for its last word to say.
/// </summary>
internal sealed class LiveAnswer
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();
    private string _text = "";
    private bool _isOver;
    private MessageView? _final;

    /// <summary>What generates it.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>What may be shown so far.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _text;
            }
        }
    }

    /// <summary>More may be shown; <paramref name="text"/> begins with what could be shown before.</summary>
    public void Release(string text) => Change(() => _text = text);

    /// <summary>It is kept, as this; null: nobody has it any more (it was deleted), or somebody else goes on with it.</summary>
    public void End(MessageView? final) => Change(() => (_isOver, _final) = (true, final));

    /// <summary>Waits until there is more than a reader has, or it is over.</summary>
    public async Task<(string Text, bool IsOver, MessageView? Final)> WaitAsync(int beyond, CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_isOver || _text.Length > beyond)
                {
                    return (_text, _isOver, _final);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancel);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            change();
            (waiting, _changed) = (_changed, New());
        }

        waiting.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
