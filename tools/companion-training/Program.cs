using Community.Companion.Training;

if (Commands.Run(args, Console.Out) is { } exitCode)
{
    return exitCode;
}

await Console.Error.WriteLineAsync(
    """
    One of these commands:
      evaluate          how often crises are found, and harmless texts are taken for one, on each part of the evaluation
      evaluate WEIGHTS [CRISIS OVERRULING]
                        the same for other weights, and for other thresholds
      arabic-words      write the Arabic words that Arabic in Latin letters is read as
      alarms            the texts of everyday talk in which rules find a crisis
      explain TEXT      which rules are found in a text, and how the learned layer reads it
      check FILE        the texts of a file in which a crisis is missed or wrongly found
      scores FILE       the learned score of each text of a file
      cross-validate    each writer, read by what was learned from the others
      evaluate-search   how well a search by meaning finds, compared with a search by words
      judge-subjects    the share of sentences whose subject is read rightly
      judge-talk        the share of good answers in judged conversations without a model
      talk FILE         conversations of a file with the answers without a model
      train             learn the weights anew, into services/ai-companion/Safety/Learned
    """
);
return 2;
