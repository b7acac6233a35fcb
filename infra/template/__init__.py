"""The stage's CloudFormation template in pieces by meaning; ``compose`` puts them together."""
